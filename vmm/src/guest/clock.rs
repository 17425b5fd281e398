//! The host's clock, and whether the time stamp counter can stand for it.

use std::fs;
use std::sync::OnceLock;

use super::ticks;

/// Clock sources of Linux that are the time stamp counter. One that Linux itself reads time by runs at one rate and
/// is the same on all CPUs; Linux leaves it when that ceases to be so.
const COUNTERS: [&str; 2] = ["tsc", "hyperv_clocksource_tsc_page"];
const SOURCE: &str = "/sys/devices/system/clocksource/clocksource0/current_clocksource";

/// Nanoseconds of `CLOCK_MONOTONIC`, which [`std::time::Instant`] is as well.
pub(crate) fn monotonic() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock exists on every Linux, and the call writes to `time` alone.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// The counter.
#[inline]
pub(crate) fn ticks() -> u64 {
    ticks::now()
}

/// Counter and clock at one moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) ticks: u64,
    pub(crate) nanos: u64,
    /// How many ticks they may be apart.
    pub(crate) error: u64,
}

impl Sample {
    /// Now. Of a few tries the one that was interrupted least counts.
    pub(crate) fn now() -> Self {
        /// Tries at least and at most.
        const TRIES: std::ops::Range<u32> = 3..10;
        /// Reading the clock takes a tenth of this.
        const GOOD: u64 = 500;
        let mut best = Self { ticks: 0, nanos: 0, error: u64::MAX };
        for done in 1..TRIES.end {
            let before = ticks::now();
            let nanos = monotonic();
            let error = ticks::now().wrapping_sub(before) / 2;
            if error < best.error {
                best = Self { ticks: before.wrapping_add(error), nanos, error };
            }
            if done >= TRIES.start && best.error < GOOD {
                break;
            }
        }
        best
    }

    /// When this process first asked: the further back, the better is the rate known.
    pub(crate) fn first() -> Self {
        static FIRST: OnceLock<Sample> = OnceLock::new();
        *FIRST.get_or_init(Self::now)
    }
}

/// Whether Linux reads its own time by the counter. Asked again for each clock, as Linux may have changed its mind.
pub(crate) fn counter_is_reliable() -> bool {
    fs::read_to_string(SOURCE).is_ok_and(|source| COUNTERS.contains(&source.trim()))
}
