//! Times of many things in several ways, and how they compare to one of these ways.

mod chart;
mod table;

use serde_json::{Map, Number, Value};

use crate::picture::{Format, PlotError, render};

/// What one thing takes in one way, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// The least of all samples.
    pub best: f64,
    /// The median of all samples.
    pub median: f64,
}

impl Time {
    /// Of samples; `None` if there are none.
    #[must_use]
    pub fn of(samples: &[f64]) -> Option<Self> {
        let mut sorted = samples.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 {
            sorted[middle]
        } else {
            (sorted.get(middle.wrapping_sub(1))? + sorted[middle]) / 2.0
        };
        Some(Self { best: *sorted.first()?, median })
    }
}

/// A way of doing things.
#[derive(Debug, Clone)]
pub struct Way {
    /// Its name in JSON.
    pub key: String,
    /// Its name for people, short.
    pub name: String,
    /// What its geometric mean shall not exceed, as a multiple of the base.
    pub target: Option<f64>,
}

/// A thing that is done in all ways.
#[derive(Debug, Clone)]
pub struct Thing {
    /// Its name.
    pub name: String,
    /// A time for each way, or none if it can't be done in this way.
    pub times: Vec<Option<Time>>,
}

/// Times of many things in several ways.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What is measured, for headings.
    pub title: String,
    /// What is compared.
    pub ways: Vec<Way>,
    /// The index of the way that the others are compared to.
    pub base: usize,
    /// What is done.
    pub things: Vec<Thing>,
}

/// The ratios of a way to the base, over all things.
#[derive(Debug, Clone, PartialEq)]
pub struct Overall {
    /// The geometric mean.
    pub mean: f64,
    /// The largest.
    pub worst: f64,
    /// Which thing has it.
    pub worst_name: String,
}

impl Comparison {
    /// Nothing measured yet.
    #[must_use]
    pub fn new(title: &str, ways: Vec<Way>, base: usize) -> Self {
        Self { title: title.into(), ways, base, things: Vec::new() }
    }

    /// How many times as long as in the base a thing takes, by medians.
    #[must_use]
    pub fn ratio(&self, thing: &Thing, way: usize) -> Option<f64> {
        Some(thing.times[way]?.median / thing.times[self.base]?.median)
    }

    /// The same by the best samples.
    #[must_use]
    pub fn best_ratio(&self, thing: &Thing, way: usize) -> Option<f64> {
        Some(thing.times[way]?.best / thing.times[self.base]?.best)
    }

    /// Mean and worst of a way; `None` if nothing was measured in it.
    #[must_use]
    pub fn overall(&self, way: usize, ratio: impl Fn(&Self, &Thing, usize) -> Option<f64>) -> Option<Overall> {
        let ratios = || self.things.iter().filter_map(|thing| Some((ratio(self, thing, way)?, thing)));
        let (worst, thing) = ratios().max_by(|a, b| a.0.total_cmp(&b.0))?;
        let mean = (ratios().map(|(ratio, _)| ratio.ln()).sum::<f64>() / ratios().count() as f64).exp();
        Some(Overall { mean, worst, worst_name: thing.name.clone() })
    }

    /// A thing that is all of them one after the other, where every way does all of them that the base does.
    #[must_use]
    pub fn sum(&self) -> Thing {
        let total = |way: usize| {
            let mut sum = Time { best: 0.0, median: 0.0 };
            for thing in self.things.iter().filter(|thing| thing.times[self.base].is_some()) {
                let time = thing.times[way]?;
                sum.best += time.best;
                sum.median += time.median;
            }
            Some(sum)
        };
        Thing { name: "sum".into(), times: (0..self.ways.len()).map(total).collect() }
    }

    /// One object for each thing, with medians and best times by the ways' keys, in nanoseconds.
    #[must_use]
    pub fn json(&self) -> String {
        let mut object = Map::new();
        for thing in &self.things {
            let mut times = Map::new();
            for (way, time) in self.ways.iter().zip(&thing.times) {
                for (suffix, value) in [("ns", time.map(|time| time.median)), ("best_ns", time.map(|time| time.best))] {
                    if let Some(number) = value.and_then(|value| Number::from_f64((value * 1000.0).round() / 1000.0)) {
                        times.insert(format!("{}_{suffix}", way.key), Value::Number(number));
                    }
                }
            }
            object.insert(thing.name.clone(), Value::Object(times));
        }
        serde_json::to_string_pretty(&object).unwrap_or_default() + "\n"
    }

    /// The bytes of a picture file: a bar for each ratio.
    ///
    /// # Errors
    /// When nothing was measured that could be drawn.
    pub fn plot(&self, format: Format) -> Result<Vec<u8>, PlotError> {
        render(self, format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn sample() -> Comparison {
        let way = |key: &str, target| Way { key: key.into(), name: key.into(), target };
        let mut comparison =
            Comparison::new("things", vec![way("base", None), way("other", Some(1.5)), way("none", None)], 0);
        let time = |ns: f64| Some(Time { best: ns, median: ns * 2.0 });
        comparison.things.push(Thing { name: "a".into(), times: vec![time(10.0), time(20.0), None] });
        comparison.things.push(Thing { name: "b".into(), times: vec![time(100.0), time(50.0), None] });
        comparison
    }

    #[test]
    fn samples_have_a_median_and_a_best() {
        assert_eq!(Time::of(&[]), None);
        assert_eq!(Time::of(&[3.0, 1.0, 2.0]), Some(Time { best: 1.0, median: 2.0 }));
        assert_eq!(Time::of(&[4.0, 1.0]), Some(Time { best: 1.0, median: 2.5 }));
    }

    #[test]
    fn means_are_geometric() {
        let comparison = sample();
        let overall = comparison.overall(1, Comparison::ratio).unwrap();
        assert!((overall.mean - 1.0).abs() < 1e-9, "{overall:?}");
        assert_eq!((overall.worst, overall.worst_name.as_str()), (2.0, "a"));
        assert_eq!(comparison.overall(2, Comparison::ratio), None);
        let sum = comparison.sum();
        assert_eq!(
            sum.times,
            [Some(Time { best: 110.0, median: 220.0 }), Some(Time { best: 70.0, median: 140.0 }), None]
        );
    }

    #[test]
    fn json_has_what_was_measured() {
        let value: Value = serde_json::from_str(&sample().json()).unwrap();
        assert_eq!(value["a"]["other_ns"].as_f64(), Some(40.0));
        assert_eq!(value["b"]["base_best_ns"].as_f64(), Some(100.0));
        assert!(value["b"].get("none_ns").is_none());
    }

    #[test]
    fn pictures_are_drawn() {
        let text = String::from_utf8(sample().plot(Format::Svg).unwrap()).unwrap();
        assert!(text.contains("other") && text.contains("</svg>"));
        assert!(sample().plot(Format::Png).unwrap().starts_with(b"\x89PNG"));
    }
}
