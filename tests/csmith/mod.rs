//! Differential runs of csmith's random C programs (Yang, Chen, Eide, Regehr: "Finding and Understanding Bugs in C
//! Compilers", PLDI 2011): every engine has to come to the checksum that `gcc -m32` comes to.
//!
//! A seed stands for a program: the options of csmith are made of it too ([`options`]). The programs are compiled
//! with a header of our own in place of csmith's, which leaves checksums in memory, so that no library is needed.
//! The command `csmith` of this package makes long runs; `tests/csmith_programs.rs` is part of the test suite.

mod engine;
mod expected;
mod gcc;
mod generate;
mod headers;
mod process;
mod report;
mod verdict;

pub use engine::{Engines, Mode, Outcome};
pub use expected::{Expected, expected};
pub use gcc::{Reference, is_well_defined, reference};
pub use generate::{VERSION, installed, options, program};
pub use headers::preprocess;
pub use process::Scratch;
pub use report::{Failure, What};
pub use verdict::{Settings, Verdict, examine, examine_source};

/// What the checksum was after each variable, as far as the program keeps it, and at the end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    /// Variable and checksum.
    pub steps: Vec<(String, u32)>,
    /// The last one.
    pub last: u32,
}
