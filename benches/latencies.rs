//! What was measured of one thing: a histogram of latencies.
//!
//! The histogram is Gil Tene's HDR histogram, which keeps every value to three significant digits.
//!
//! A clock that goes in steps tells latencies in steps, too, and would let medians jump from one to the next. So each
//! sample is moved by a random part of a step (it is dithered): the medians of many then come out between the steps.

use hdrhistogram::Histogram;

/// Longest latency that is told apart, in picoseconds: 100 s.
const LONGEST: u64 = 100_000_000_000_000;
/// Significant digits.
const DIGITS: u8 = 3;

/// Latencies of calls, in nanoseconds.
#[derive(Debug, Clone)]
pub struct Latencies {
    picoseconds: Histogram<u64>,
    grain: f64,
    random: u64,
}

impl Latencies {
    /// None yet, of a clock with steps of `grain` picoseconds.
    #[must_use]
    pub fn new(grain: f64) -> Self {
        let picoseconds = Histogram::new_with_bounds(1, LONGEST, DIGITS).expect("these bounds are valid");
        Self { picoseconds, grain, random: 0x9e37_79b9_7f4a_7c15 }
    }

    /// Adds one.
    pub fn record(&mut self, picoseconds: f64) {
        // Marsaglia's xorshift, "Xorshift RNGs" (2003).
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let part = (self.random >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
        self.picoseconds.saturating_record((picoseconds + part * self.grain) as u64);
    }

    /// Adds all of another one's.
    pub fn merge(&mut self, other: &Self) {
        self.picoseconds.add(&other.picoseconds).expect("all have the same bounds");
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.picoseconds.len()
    }

    /// The latency that the share `quantile` of all does not exceed.
    #[must_use]
    pub fn quantile(&self, quantile: f64) -> f64 {
        let value = self.picoseconds.value_at_quantile(quantile);
        // The middle of the bucket, which is at most a thousandth of the value wide.
        nanoseconds(self.picoseconds.median_equivalent(value))
    }

    /// The median.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The shortest one.
    #[must_use]
    pub fn min(&self) -> f64 {
        nanoseconds(self.picoseconds.min())
    }

    /// The longest one.
    #[must_use]
    pub fn max(&self) -> f64 {
        nanoseconds(self.picoseconds.max())
    }

    /// The share of latencies from `low` to below `high` nanoseconds.
    #[must_use]
    pub fn share(&self, low: f64, high: f64) -> f64 {
        let inside = self.picoseconds.iter_recorded().filter(|step| {
            let value = nanoseconds(self.picoseconds.median_equivalent(step.value_iterated_to()));
            (low..high).contains(&value)
        });
        inside.map(|step| step.count_at_value()).sum::<u64>() as f64 / self.count().max(1) as f64
    }

    /// The distribution as points: nanoseconds, and the share of latencies up to there.
    #[must_use]
    pub fn distribution(&self) -> Vec<(f64, f64)> {
        let all = self.count().max(1) as f64;
        let mut below = 0;
        let points = self.picoseconds.iter_recorded().map(|step| {
            below += step.count_at_value();
            (nanoseconds(self.picoseconds.median_equivalent(step.value_iterated_to())), below as f64 / all)
        });
        points.collect()
    }
}

fn nanoseconds(picoseconds: u64) -> f64 {
    picoseconds as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(nanoseconds: impl IntoIterator<Item = u64>) -> Latencies {
        let mut latencies = Latencies::new(0.0);
        nanoseconds.into_iter().for_each(|n| latencies.record(n as f64 * 1000.0));
        latencies
    }

    #[test]
    fn quantiles_are_right_to_a_thousandth() {
        let latencies = of(1..=10_000);
        for (quantile, value) in [(0.5, 5000.0), (0.9, 9000.0), (0.99, 9900.0), (0.999, 9990.0)] {
            let found = latencies.quantile(quantile);
            assert!((found / value - 1.0_f64).abs() < 0.002, "{quantile}: {found}");
        }
        assert_eq!(latencies.count(), 10_000);
        assert!((latencies.min() - 1.0).abs() < 0.01 && (latencies.max() / 10_000.0 - 1.0).abs() < 0.001);
    }

    #[test]
    fn shares_and_distribution_cover_everything_once() {
        let mut latencies = of([10; 30]);
        latencies.merge(&of([1000; 70]));
        assert!((latencies.share(0.0, 100.0) - 0.3).abs() < 1e-9);
        assert!((latencies.share(100.0, f64::INFINITY) - 0.7).abs() < 1e-9);
        let points = latencies.distribution();
        assert_eq!(points.len(), 2);
        assert!((points[0].1 - 0.3).abs() < 1e-9 && (points[1].1 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn medians_come_out_between_the_steps_of_the_clock() {
        let mut latencies = Latencies::new(10_000.0);
        // 293 ns: seven of ten times 290, else 300.
        (0..100_000).for_each(|i| latencies.record(if i % 10 < 7 { 290_000.0 } else { 300_000.0 }));
        let median = latencies.median();
        assert!((292.0..294.0).contains(&median), "{median}");
    }

    #[test]
    fn nothing_measured_is_no_division_by_zero() {
        let nothing = Latencies::new(0.0);
        assert_eq!((nothing.count(), nothing.share(0.0, 1.0)), (0, 0.0));
        assert!(nothing.distribution().is_empty());
    }
}
