//! Measurements beside rivals and physical limits: what `vmm bench` runs, and what the benchmarks share.
//!
//! | module | idea |
//! |---|---|
//! | `clock` | the time stamp counter as a clock |
//! | `sampler` | takes samples of something that is called over and over |
//! | `latencies` | what was measured of one thing |
//! | `cores`, `peer` | threads on their CPUs, and a second process |
//! | `rivals` | what Plugvisor is measured against |
//! | `subjects` | what is measured of Plugvisor |
//! | `suite` | the rows of `vmm bench`, measured in turns |
//! | `report` | what was measured as table, histogram, JSON and picture |
//! | `summary` | the table at the end of `cargo bench` |

#![forbid(unsafe_code)]

pub mod clock;
pub mod comparison;
pub mod cores;
pub mod curves;
pub mod latencies;
pub mod peer;
pub mod picture;
pub mod report;
pub mod rivals;
pub mod sampler;
pub mod subjects;
pub mod suite;
pub mod summary;
pub mod units;
