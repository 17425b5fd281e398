//! The clock of the measurements: the CPU's time stamp counter, at the rate that the system's clock gives it.
//!
//! The system's clock itself takes 25 to 40 ns a reading, a tenth of what is measured here. The counter takes less, and
//! guest code can read the same one (see [`crate::subjects::split`]). What a reading costs is measured at the start,
//! taken off every sample, and shown in the first row of the tables.
//!
//! The counter of some CPUs does not go in single ticks: AMD's Zen counts on in steps of 10 ns. How long a step is, the
//! clock's grain, is measured too, so that samples can be spread over it ([`crate::latencies`]).

use std::hint::black_box;
use std::time::{Duration, Instant};

use plugvisor::timestamp;

/// How long the rate is looked for. Its error is that of two readings of the system's clock in this time: under 10 ppm.
const CALIBRATION: Duration = Duration::from_millis(20);
/// Readings of which the mean is what one costs, and tries of which the least counts.
const READINGS: u64 = 1000;
const TRIES: u32 = 20;
/// Delays between readings to find the grain, in steps of about half a nanosecond, and readings with each of them.
const DELAYS: u32 = 128;
const READINGS_PER_DELAY: u32 = 64;

/// A calibrated clock.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    picoseconds_per_tick: f64,
    cost: f64,
    grain: u64,
}

impl Clock {
    /// Calibrates; takes 20 ms.
    #[must_use]
    pub fn new() -> Self {
        let (start, first) = (Instant::now(), timestamp());
        while start.elapsed() < CALIBRATION {
            std::hint::spin_loop();
        }
        let (ticks, time) = (timestamp() - first, start.elapsed());
        let picoseconds_per_tick = time.as_nanos() as f64 * 1000.0 / ticks as f64;
        Self { picoseconds_per_tick, cost: cost(), grain: grain() }
    }

    /// The time between two readings, without what a reading costs, in picoseconds.
    #[must_use]
    pub fn between(&self, before: u64, after: u64) -> f64 {
        (after.wrapping_sub(before) as f64 - self.cost) * self.picoseconds_per_tick
    }

    /// A duration in ticks.
    #[must_use]
    pub fn ticks(&self, duration: Duration) -> u64 {
        (duration.as_nanos() as f64 * 1000.0 / self.picoseconds_per_tick) as u64
    }

    /// What a reading costs, in picoseconds.
    #[must_use]
    pub fn cost(&self) -> f64 {
        self.cost * self.picoseconds_per_tick
    }

    /// The step in which the clock goes, in picoseconds.
    #[must_use]
    pub fn grain(&self) -> f64 {
        self.grain as f64 * self.picoseconds_per_tick
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

/// Ticks that a reading takes.
fn cost() -> f64 {
    let tries = (0..TRIES).map(|_| {
        let first = timestamp();
        for _ in 1..READINGS {
            black_box(timestamp());
        }
        timestamp() - first
    });
    tries.min().unwrap_or(0) as f64 / READINGS as f64
}

/// The step in which the counter goes, in ticks. Delays of all lengths are measured: where the counter goes in single
/// ticks nearly all numbers come out, where it goes in steps there are gaps between those that do.
fn grain() -> u64 {
    let mut found: Vec<u64> = (0..DELAYS * READINGS_PER_DELAY)
        .map(|i| {
            let before = timestamp();
            for j in 0..i % DELAYS {
                black_box(j);
            }
            timestamp() - before
        })
        .collect();
    found.sort_unstable();
    // Without those that an interrupt fell into.
    found.truncate(found.len() * 9 / 10);
    found.dedup();
    found.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_agrees_with_the_clock_of_the_system() {
        let clock = Clock::new();
        let (start, before) = (Instant::now(), timestamp());
        std::thread::sleep(Duration::from_millis(20));
        let (after, elapsed) = (timestamp(), start.elapsed().as_nanos() as f64 * 1000.0);
        let ratio = clock.between(before, after) / elapsed;
        assert!((0.9..1.1).contains(&ratio), "{ratio}: {clock:?}");
        assert!(clock.ticks(Duration::from_millis(20)) <= after - before);
        assert!(clock.cost() > 0.0 && clock.grain() > 0.0, "{clock:?}");
    }
}
