//! Takes samples of something that is called over and over.

use std::time::Duration;

use plugvisor::timestamp;

use crate::clock::Clock;
use crate::latencies::Latencies;

/// Calls before the first sample, at most. Caches, branch predictors and resident vCPUs find their place in them.
const WARM_UP_CALLS: u32 = 20_000;
/// The part of the time for the samples that the warm-up may take on top.
const WARM_UP_SHARE: u32 = 5;

/// How much is measured of one thing: whichever limit is reached first ends it. One sample is always taken.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Time for all samples.
    pub time: Duration,
    /// Most samples.
    pub samples: u64,
}

/// Takes samples.
#[derive(Debug, Clone, Copy)]
pub struct Sampler {
    /// The clock.
    pub clock: Clock,
    /// How much is measured.
    pub budget: Budget,
}

impl Sampler {
    /// Each sample is the latency of one call.
    ///
    /// # Errors
    /// That of the first call that fails, as for all of these.
    pub fn calls<E>(&self, once: impl FnMut() -> Result<(), E>) -> Result<Latencies, E> {
        self.batches(1, once)
    }

    /// Each sample is the time of one call that does `things` things, divided by their number. For batches, and for
    /// things that take no longer than a reading of the clock.
    pub fn batches<E>(&self, things: u32, mut once: impl FnMut() -> Result<(), E>) -> Result<Latencies, E> {
        let mut latencies = self.latencies(things);
        self.warm_up(&mut once)?;
        self.repeat(|| {
            let before = timestamp();
            once()?;
            let after = timestamp();
            latencies.record(self.clock.between(before, after) / f64::from(things));
            Ok(latencies.count())
        })?;
        Ok(latencies)
    }

    /// Each call returns the time stamp of an instant within it, and gives two samples: from its start to that
    /// instant, and from there to its end. `None` if the stamps don't lie within the calls.
    pub fn parts<E>(&self, mut once: impl FnMut() -> Result<u64, E>) -> Result<Option<[Latencies; 2]>, E> {
        let mut parts = [self.latencies(1), self.latencies(1)];
        let mut ordered = true;
        self.warm_up(&mut || once().map(drop))?;
        self.repeat(|| {
            let before = timestamp();
            let stamp = once()?;
            let after = timestamp();
            ordered &= before < stamp && stamp < after;
            parts[0].record(self.clock.between(before, stamp));
            parts[1].record(self.clock.between(stamp, after));
            Ok(parts[0].count())
        })?;
        Ok(ordered.then_some(parts))
    }

    /// Calls for the warm-up, without taking samples.
    pub fn warm_up<E>(&self, once: &mut impl FnMut() -> Result<(), E>) -> Result<(), E> {
        let end = self.end(self.budget.time / WARM_UP_SHARE);
        // Few samples were asked for by someone in a hurry.
        let calls = u64::from(WARM_UP_CALLS).min(self.budget.samples.saturating_mul(10));
        for _ in 0..calls {
            once()?;
            if timestamp() >= end {
                break;
            }
        }
        Ok(())
    }

    /// Calls until `once` has said that there are enough samples, or the time is up.
    pub fn repeat<E>(&self, mut once: impl FnMut() -> Result<u64, E>) -> Result<(), E> {
        let end = self.end(self.budget.time);
        while once()? < self.budget.samples && timestamp() < end {}
        Ok(())
    }

    /// No samples yet, each of which is the mean of `things`.
    #[must_use]
    pub fn latencies(&self, things: u32) -> Latencies {
        Latencies::new(self.clock.grain() / f64::from(things))
    }

    fn end(&self, time: Duration) -> u64 {
        timestamp().saturating_add(self.clock.ticks(time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampler(milliseconds: u64, samples: u64) -> Sampler {
        Sampler { clock: Clock::new(), budget: Budget { time: Duration::from_millis(milliseconds), samples } }
    }

    #[test]
    fn either_limit_ends_it() {
        let nothing = || Ok::<_, ()>(());
        assert_eq!(sampler(60_000, 7).calls(nothing).unwrap().count(), 7);
        let sleep = || {
            std::thread::sleep(Duration::from_millis(2));
            Ok::<_, ()>(())
        };
        let slow = sampler(20, u64::MAX).calls(sleep).unwrap();
        assert!((1..=10).contains(&slow.count()), "{}", slow.count());
        assert!(slow.min() >= 2e6, "{}", slow.min());
        assert!(sampler(60_000, 7).batches(100, sleep).unwrap().min() < 1e6);
    }

    #[test]
    fn the_first_error_ends_it() {
        let mut calls = 0;
        let once = || {
            calls += 1;
            if calls == 5 { Err("the fifth") } else { Ok(()) }
        };
        assert_eq!(sampler(60_000, 100).calls(once).unwrap_err(), "the fifth");
    }

    #[test]
    fn stamps_must_lie_within_their_calls() {
        let sampler = sampler(60_000, 5);
        assert!(sampler.parts(|| Ok::<_, ()>(timestamp())).unwrap().is_some());
        assert!(sampler.parts(|| Ok::<_, ()>(timestamp() - (1 << 40))).unwrap().is_none());
    }
}
