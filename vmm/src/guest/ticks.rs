//! The time stamp counter: the clock of what is too short for the system's, and the one that the gate reads.

use std::time::Duration;

/// Ticks since some time in the past.
#[inline]
pub(crate) fn now() -> u64 {
    // SAFETY: the instruction reads a counter and exists on every 64-bit x86 CPU.
    unsafe { core::arch::x86_64::_rdtsc() }
}

/// A duration in ticks of a counter of `khz` thousand ticks a second.
pub(super) fn ticks(duration: Duration, khz: u32) -> u64 {
    u64::try_from(duration.as_nanos() * u128::from(khz) / 1_000_000).unwrap_or(u64::MAX)
}
