//! Measurements beside rivals and physical limits: what the benchmarks share.

#![forbid(unsafe_code)]

pub mod rivals;
pub mod summary;
