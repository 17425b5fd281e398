//! The time stamp counter: the clock of what is too short for the system's, and the one that the gate reads.

use std::time::Duration;

/// Ticks since some time in the past.
#[inline]
pub(crate) fn now() -> u64 {
    // SAFETY: the instruction reads a counter and exists on every 64-bit x86 CPU.
    unsafe { core::arch::x86_64::_rdtsc() }
}

/// The same, read after everything before it and before everything after it. For measurements.
#[must_use]
#[inline]
pub fn timestamp() -> u64 {
    // SAFETY: the fences touch no memory and belong to SSE2, which every 64-bit x86 CPU has; for the rest see `now`.
    unsafe {
        core::arch::x86_64::_mm_lfence();
        let ticks = core::arch::x86_64::_rdtsc();
        core::arch::x86_64::_mm_lfence();
        ticks
    }
}

/// A duration in ticks of a counter of `khz` thousand ticks a second.
pub(super) fn ticks(duration: Duration, khz: u32) -> u64 {
    u64::try_from(duration.as_nanos() * u128::from(khz) / 1_000_000).unwrap_or(u64::MAX)
}
