//! A call through a pointer in the same process: an extension without any wall.

use std::hint::black_box;

/// Calls between two readings of the clock: one alone is much shorter than a reading.
pub const CALLS: u32 = 1000;

#[inline(never)]
extern "C" fn null(argument: i32) -> i32 {
    argument
}

/// Calls a function of one argument [`CALLS`] times, whose address the compiler does not know.
pub fn calls() {
    for i in 0..CALLS {
        let function: extern "C" fn(i32) -> i32 = black_box(null);
        black_box(function(i as i32));
    }
}
