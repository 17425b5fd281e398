//! The kernel suite: C files of the benchmarks, each with `void setup(void)` and `unsigned kernel(int rounds)`, and
//! what they must return.

use std::fs;
use std::path::{Path, PathBuf};

/// Rounds, and the checksum after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// What `kernel` is called with.
    pub rounds: u32,
    /// What it returns.
    pub value: u32,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kernel {
    /// Its name, that of the file without the ending.
    pub name: String,
    /// Its text.
    pub source: String,
    /// A checksum.
    pub sum: Sum,
    /// A checksum with the macro `SMALL` defined, for engines that are slow.
    pub small: Sum,
}

impl Kernel {
    /// Where its file is.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        folder().join(&self.name).with_extension("c")
    }
}

/// Where they are.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../benches/kernels")
}

/// All of them, in order of their names: those that the table of checksums lists.
///
/// # Panics
/// If the table or a file can't be read.
#[must_use]
pub fn all() -> Vec<Kernel> {
    let table = fs::read_to_string(folder().join("sums.txt")).expect("the table of checksums is there");
    table.lines().filter(|line| !line.starts_with('#')).map(kernel).collect()
}

fn kernel(line: &str) -> Kernel {
    let mut words = line.split_whitespace();
    let name = words.next().expect("a name").to_owned();
    let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("{line}"));
    let sum = Sum { rounds: number(), value: number() };
    let small = Sum { rounds: number(), value: number() };
    let mut kernel = Kernel { name, source: String::new(), sum, small };
    kernel.source = fs::read_to_string(kernel.path()).unwrap_or_else(|error| panic!("{}: {error}", kernel.name));
    kernel
}
