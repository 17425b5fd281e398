//! The clock in the guest: `clock_ns` reads the time stamp counter and turns it into the host's monotonic time by a
//! line that the host keeps in the guest's read-only memory ([`guest_abi::clock`]).
//!
//! A line is as good as the rate of the counter is known, so it only reaches as far as a fraction of the time for which
//! the rate was observed, and at most [`LONGEST`] milliseconds: adjustments of the host's clock (at most 500 ppm) then
//! come to less than a few microseconds before the next line. Where it ends, the guest asks the host, which draws a new
//! one; so it does when an upcall starts and the line is no longer fresh. Lines join, so that time never goes back.
//!
//! Whether the guest's counter is the host's own is found out by reading it between two of the host's; if it is not,
//! the host is always asked.

use guest_abi::clock::{LIMIT, NANOS, RATE, RATE_SHIFT, SIZE, TICKS};
use guest_abi::{Isa, Ty};
use jit::isa::adapter;
use linker::object::Signature;
use linker::{Definition, SlotTarget};

use super::Runtime;
use crate::builtin::Builtin;
use crate::caller::Caller;
use crate::error::Error;
use crate::guest::clock::{Sample, counter_is_reliable, monotonic};
use crate::machine::{Call, Event};

/// The built-in.
const CLOCK: &str = "clock_ns";
/// Longest line, in milliseconds.
const LONGEST: u64 = 10;
/// Age in milliseconds at which the rate is no longer observed from a sample.
const OBSERVED: u64 = 1000;
/// The observed time is so many times as long as a line.
const CAUTION: u64 = 4;
/// The part of a microsecond by which counter and clock may be apart in a sample; more, and it was interrupted.
const EXACT: u64 = 2;
/// A rate that is further than this part from what KVM says is not believed: the host slept, or was moved.
const TOLERANCE: u64 = 1000;

/// The clock of a runtime whose guest can read it.
#[derive(Debug)]
pub(super) struct Clock {
    /// Code offset of the line.
    page: u32,
    /// Ticks in a millisecond.
    khz: u64,
    line: Line,
    /// The rate is observed from the older sample on; the newer takes its place in time.
    older: Sample,
    newer: Sample,
}

/// A line as the guest sees it.
#[derive(Debug, Clone, Copy)]
struct Line {
    ticks: u64,
    nanos: u64,
    rate: u32,
    limit: u32,
}

impl Line {
    /// The latest time that the guest can have read up to `ticks`.
    fn shown(&self, ticks: u64) -> u64 {
        let delta = ticks.wrapping_sub(self.ticks).min(u64::from(self.limit));
        self.nanos + ((delta * u64::from(self.rate)) >> RATE_SHIFT)
    }

    fn bytes(&self) -> [u8; SIZE as usize] {
        let mut bytes = [0; SIZE as usize];
        bytes[TICKS as usize..][..8].copy_from_slice(&self.ticks.to_le_bytes());
        bytes[NANOS as usize..][..8].copy_from_slice(&self.nanos.to_le_bytes());
        bytes[RATE as usize..][..4].copy_from_slice(&self.rate.to_le_bytes());
        bytes[LIMIT as usize..][..4].copy_from_slice(&self.limit.to_le_bytes());
        bytes
    }
}

impl Clock {
    fn new(page: u32, khz: u32, first: Sample, now: Sample) -> Self {
        let line = Line { ticks: now.ticks, nanos: now.nanos, rate: 0, limit: 0 };
        Self { page, khz: u64::from(khz), line, older: first, newer: first }
    }

    /// Draws the next line.
    fn advance(&mut self, now: Sample) {
        let exact = now.error < self.khz / (1000 * EXACT);
        if exact && now.ticks.wrapping_sub(self.newer.ticks) > OBSERVED * self.khz {
            self.older = self.newer;
            self.newer = now;
        }
        let nanos = now.nanos.max(self.line.shown(now.ticks));
        self.line = Line { ticks: now.ticks, nanos, rate: 0, limit: 0 };
        let span = now.ticks.wrapping_sub(self.older.ticks);
        if span < self.khz || !exact {
            return;
        }
        let elapsed = u128::from(now.nanos.saturating_sub(self.older.nanos));
        let rate = (elapsed << RATE_SHIFT) / u128::from(span);
        let nominal = (1_000_000 << RATE_SHIFT) / u128::from(self.khz);
        if rate.abs_diff(nominal) > nominal / u128::from(TOLERANCE) || rate > u128::from(u32::MAX) {
            (self.older, self.newer) = (now, now);
            return;
        }
        let reach = (span / CAUTION).min(LONGEST * self.khz).min(u64::from(u32::MAX));
        // What the last line was ahead by this one makes good by its end.
        let ahead = u128::from(nanos - now.nanos) << RATE_SHIFT;
        let slower = ahead / u128::from(reach);
        if slower <= rate / 16 {
            (self.line.rate, self.line.limit) = ((rate - slower) as u32, reach as u32);
        }
    }
}

impl Runtime {
    /// Adds `clock_ns`, in the guest if that can read the time.
    pub(super) fn add_clock(&mut self) -> Result<(), Error> {
        let first = Sample::first();
        self.define(Builtin::typed(CLOCK, |caller: &mut Caller<'_>| caller.clock_now() as i64))?;
        let isa = self.machine.isa();
        let Some(Definition::Function { target: SlotTarget::Builtin { code: thunk, .. }, .. }) =
            self.namespace.lookup(CLOCK)
        else {
            return Ok(());
        };
        if isa == Isa::Portable || !counter_is_reliable() {
            return Ok(());
        }
        let Some(khz) = self.machine.share_ticks().filter(|&khz| khz > 1_000_000 >> 1) else { return Ok(()) };
        if !self.ticks_are_shared()? {
            return Ok(());
        }
        let page = self.place_code(CLOCK, |at| adapter::clock(isa, at, thunk))?;
        self.namespace.redirect_builtin(self.machine.image(), CLOCK, page + SIZE);
        self.clock = Some(Clock::new(page, khz, first, Sample::now()));
        self.attended = true;
        self.refresh_clock();
        Ok(())
    }

    /// Whether the guest's counter is the host's, as far as can be seen: by chance it would not be between two
    /// readings that are some microseconds apart.
    fn ticks_are_shared(&mut self) -> Result<bool, Error> {
        let isa = self.machine.isa();
        let adapter = self.adapter(&Signature { params: Vec::new(), result: Some(Ty::U64), variadic: false })?;
        let code = self.place_code("reading the counter", |at| adapter::ticks(isa, at))?;
        let mut shared = true;
        for _ in 0..2 {
            let mark = self.machine.mark();
            let before = Sample::now().ticks;
            let event = self.machine.enter(&Call { target: SlotTarget::Builtin { id: 0, code }, adapter, args: &[] });
            match event {
                Event::Returned(ticks) => shared &= (before..=Sample::now().ticks).contains(&ticks),
                _ => {
                    shared = false;
                    self.machine.abandon(mark);
                }
            }
        }
        // It was placed a moment ago and nothing leads to it.
        let _ = self.namespace.free_code(self.machine.image(), code);
        Ok(shared)
    }

    /// Sees to it that the guest's clock is fresh when an upcall starts.
    #[inline]
    pub(super) fn keep_clock(&mut self) {
        if let Some(clock) = &self.clock
            && crate::guest::clock::ticks().wrapping_sub(clock.line.ticks) >= clock.khz
        {
            self.refresh_clock();
        }
    }

    /// Draws a new line.
    fn refresh_clock(&mut self) {
        let Some(clock) = &mut self.clock else { return };
        clock.advance(Sample::now());
        let (page, bytes) = (clock.page, clock.line.bytes());
        self.machine.write_constants(page, &bytes);
    }

    /// The time for a plugin that asks the host: never behind what it has read by itself.
    pub(crate) fn clock_now(&mut self) -> u64 {
        self.refresh_clock();
        self.clock.as_ref().map_or_else(monotonic, |clock| clock.line.nanos)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::builtin::HostFn;
    use crate::{Engine, GuestLibrary, Mode};

    /// 3 GHz.
    const KHZ: u32 = 3_000_000;

    fn sample(nanos: u64, ppm: i64) -> Sample {
        let ticks = i128::from(nanos) * 3 * (1_000_000 + i128::from(ppm)) / 1_000_000;
        Sample { ticks: ticks as u64 + 77, nanos, error: 50 }
    }

    #[test]
    fn lines_follow_the_clock_and_never_go_back() {
        for ppm in [-400, 0, 37, 900] {
            let mut clock = Clock::new(0, KHZ, sample(0, ppm), sample(500, ppm));
            assert_eq!(clock.line.limit, 0, "nothing is known of the rate yet");
            let mut shown = 0;
            let mut noise = 1u64;
            let mut now = 2_000_000;
            while now < 5_000_000_000 {
                noise = noise.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                let error = noise >> 58;
                let mut at = sample(now, ppm);
                at.nanos += error;
                clock.advance(at);
                assert!(clock.line.limit > 0 && u64::from(clock.line.limit) <= LONGEST * u64::from(KHZ));
                assert!(clock.line.nanos >= shown, "{ppm} ppm: back from {shown} at {now}");
                assert!(clock.line.nanos.abs_diff(now) < 200, "{ppm} ppm: {} at {now}", clock.line.nanos);
                // What the guest reads until the next line.
                let step = 100_000 + noise % 15_000_000;
                let end = sample(now + step, ppm).ticks;
                shown = clock.line.shown(end - 1);
                let reached = shown.min(now + step);
                assert!(shown <= reached + 200, "{ppm} ppm: {shown} at {}", now + step);
                now += step;
            }
        }
    }

    #[test]
    fn a_host_that_slept_is_asked_until_the_rate_is_known_again() {
        let mut clock = Clock::new(0, KHZ, sample(0, 0), sample(1_000, 0));
        clock.advance(sample(5_000_000, 0));
        assert!(clock.line.limit > 0);
        // The counter went on, the clock did not.
        let wake = Sample { ticks: sample(9_000_000_000, 0).ticks, nanos: 6_000_000, error: 50 };
        clock.advance(wake);
        assert_eq!(clock.line.limit, 0);
        assert!(clock.line.nanos >= 6_000_000);
        clock.advance(Sample { ticks: wake.ticks + 6_000_000, nanos: wake.nanos + 2_000_000, error: 50 });
        assert!(clock.line.limit == 0 || clock.line.nanos >= 8_000_000);
        clock.advance(Sample { ticks: wake.ticks + 600_000_000, nanos: wake.nanos + 200_000_000, error: 50 });
        assert!(clock.line.limit > 0);
        // A sample that was interrupted says little.
        let at = clock.line.ticks + 3_000_000;
        clock.advance(Sample { ticks: at, nanos: wake.nanos + 201_000_000, error: 10_000 });
        assert_eq!(clock.line.limit, 0);
        clock.advance(Sample { ticks: at + 3_000_000, nanos: wake.nanos + 202_000_000, error: 50 });
        assert!(clock.line.limit > 0);
        // The counter starts anew.
        clock.advance(Sample { ticks: 5, nanos: 7_000_000_000, error: 50 });
        assert_eq!(clock.line.limit, 0);
        assert_eq!(clock.line.nanos, 7_000_000_000);
    }

    #[test]
    fn the_guest_reads_the_time_by_itself() {
        for mode in [Mode::Long, Mode::Segmented] {
            let engine = Engine::new();
            let Ok(mut runtime) = Runtime::builder(&engine).mode(mode).guest_library(GuestLibrary::Clock).build()
            else {
                eprintln!("SKIPPED in mode {mode}: no KVM");
                continue;
            };
            if runtime.clock.is_none() {
                eprintln!("SKIPPED in mode {mode}: the guest's counter is not the host's, which is always asked");
                continue;
            }
            let clock = runtime.builtins.iter_mut().find(|builtin| builtin.name == CLOCK).unwrap();
            clock.function = HostFn::Now(Arc::new(|_, _| Err("the host was asked".into())));
            let read = runtime.func::<(), i64>(CLOCK).unwrap();
            // Longer than the longest line, so that rates are known.
            std::thread::sleep(Duration::from_millis(2 * LONGEST));
            for _ in 0..3 {
                std::thread::sleep(Duration::from_millis(LONGEST + 2));
                let before = monotonic();
                let time = read.call(&mut runtime, ()).unwrap() as u64;
                assert!((before..=monotonic()).contains(&time), "{mode}: {time} is not after {before}");
            }
        }
    }
}
