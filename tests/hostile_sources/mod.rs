//! Sources of about a megabyte each that want to take the compiler's time, memory or stack.
//!
//! Each must be compiled, or refused with a message, in little time and memory, for every instruction set.
//! `tests/hostile_source.rs` checks that in the test suite; the command `hostile` of this package prints a table.

mod control;
mod floods;
mod includes;
mod initialisers;
mod macros;
mod nests;
mod types;
mod unfinished;

pub use includes::Includes;

/// Bytes of each source.
pub const SIZE: usize = 1 << 20;

/// A source and what it is called.
#[derive(Debug)]
pub struct Case {
    /// What it is made of.
    pub name: &'static str,
    /// Makes it, of about so many bytes.
    pub make: fn(usize) -> String,
}

/// All of them.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    let tables = [
        nests::CASES,
        floods::CASES,
        types::CASES,
        initialisers::CASES,
        control::CASES,
        macros::CASES,
        includes::CASES,
        unfinished::CASES,
    ];
    tables.into_iter().flatten()
}

/// Shorthand for a table of cases.
macro_rules! table {
    ($($name:literal: $make:expr;)*) => {
        /// The cases of this file.
        pub(super) const CASES: &[$crate::hostile_sources::Case] =
            &[$($crate::hostile_sources::Case { name: $name, make: $make }),*];
    };
}
use table;

/// `before`, then `open` and `close` around `middle` until the source is large enough, then `after`.
fn nest(size: usize, before: &str, open: &str, middle: &str, close: &str, after: &str) -> String {
    let count = size / (open.len() + close.len()).max(1);
    [before, &open.repeat(count), middle, &close.repeat(count), after].concat()
}

/// `before`, pieces made of their numbers until the source is large enough, then `after`.
fn flood(size: usize, before: &str, piece: impl Fn(&mut String, usize), after: &str) -> String {
    let mut text = before.to_owned();
    let mut i = 0;
    while text.len() < size {
        piece(&mut text, i);
        i += 1;
    }
    text.push_str(after);
    text
}

/// Writes to a string.
macro_rules! put {
    ($into:expr, $($arg:tt)*) => {{
        let _ = write!($into, $($arg)*);
    }};
}
use put;
