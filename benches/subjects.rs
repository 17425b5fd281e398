//! What is measured of Plugvisor: crossings of all kinds. One a file.

pub mod batch;
pub mod builtin;
pub mod callback;
pub mod split;
pub mod upcall;

use std::fmt::Display;

use plugvisor::Params;

/// Numbers of arguments that are measured.
pub const COUNTS: [usize; 6] = [0, 1, 2, 4, 8, 16];

/// Something to do with a tuple of as many arguments as are asked for.
pub trait WithArguments {
    /// What it gives.
    type Output;

    /// Does it.
    fn with<P: Params + Copy>(self, arguments: P) -> Self::Output;
}

/// Does something with a tuple of `count` integers, one of [`COUNTS`].
///
/// # Panics
/// If `count` is none of these.
pub fn with_arguments<W: WithArguments>(count: usize, what: W) -> W::Output {
    match count {
        0 => what.with(()),
        1 => what.with((1,)),
        2 => what.with((1, 2)),
        4 => what.with((1, 2, 3, 4)),
        8 => what.with((1, 2, 3, 4, 5, 6, 7, 8)),
        16 => what.with((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)),
        other => panic!("{other} arguments are not measured"),
    }
}

/// Any error in words: what can't be measured is left out, with the reason.
pub(crate) fn words(error: impl Display) -> String {
    error.to_string()
}
