//! Shared parts of the behaviour tests.

#![forbid(unsafe_code)]

pub mod abi_source;
pub mod csmith;
pub mod hostile_sources;
pub mod math;
mod modes;
mod native;
pub mod operator_source;
pub mod oracle;

pub use modes::{available, for_each_crossing, for_each_mode, for_fast_crossings, for_fast_modes, runtime_with};
pub use native::{native, native_function};

/// Makes gcc use the data model of plugins, and arithmetic that wraps around.
pub const GCC: [&str; 7] = ["-m32", "-malign-double", "-fwrapv", "-msse2", "-mfpmath=sse", "-fsigned-char", "-w"];
