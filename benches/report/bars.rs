//! The histogram of the latencies in a terminal: buckets on a logarithmic scale, one a line.

use std::fmt::Write as _;

use super::table::{faint, paint, strong};
use super::{Look, Report, Row};
use crate::units::show;

/// Buckets; what is shorter or longer is counted in one more at either end.
const BUCKETS: u32 = 20;
/// Characters of a full bar.
const WIDTH: usize = 30;
/// A bucket's bounds differ at least by this factor: less is noise of the clock.
const LEAST_STEP: f64 = 1.02;
/// The quantiles between which the buckets lie, unless the upper one is too many times the median.
const RANGE: (f64, f64) = (0.001, 0.99);
const MOST_MEDIANS: f64 = 4.0;
/// Blocks of one to seven eighths.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

impl Report {
    /// The histogram of what the run is about, with the limit beside it; empty if that could not be measured.
    #[must_use]
    pub fn histogram(&self, look: Look) -> String {
        let rows = self.headline();
        let mut text = String::new();
        let Some(edges) = edges(&rows) else { return text };
        let mut heading = format!("{:<24}", "latency, share");
        for row in &rows {
            let _ = write!(heading, " {:<width$}", row.name.what, width = WIDTH + 9);
        }
        let _ = writeln!(text, "{}", strong(look, heading.trim_end()));
        let highest = edges.windows(2).flat_map(|edge| rows.iter().map(|row| row.whole.share(edge[0], edge[1])));
        let highest = highest.fold(f64::MIN_POSITIVE, f64::max);
        for edge in edges.windows(2) {
            let (low, high) = (edge[0], edge[1]);
            let label = match (low == 0.0, high == f64::INFINITY) {
                (true, _) => format!("below {}", show(high)),
                (_, true) => format!("above {}", show(low)),
                _ => format!("{} - {}", show(low), show(high)),
            };
            let _ = write!(text, "{}", faint(look, &format!("{label:>23} ")));
            let mut line = String::new();
            for (i, row) in rows.iter().enumerate() {
                let share = row.whole.share(low, high);
                let bar = format!("{:<WIDTH$}", bar(look, share / highest));
                let _ = write!(line, " {} {:>6.2}% ", paint(look, ["36", "33"][i % 2], &bar), 100.0 * share);
            }
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }
}

/// The bounds of the buckets, from 0 to infinity.
fn edges(rows: &[&Row]) -> Option<Vec<f64>> {
    let least = rows.iter().map(|row| row.whole.quantile(RANGE.0)).reduce(f64::min)?.max(0.1);
    let most = rows.iter().map(|row| row.whole.quantile(RANGE.1).min(MOST_MEDIANS * row.whole.median()));
    let most = most.reduce(f64::max)?;
    let step = (most / least).powf(1.0 / f64::from(BUCKETS)).max(LEAST_STEP);
    let inner = (0..=BUCKETS).map(|i| least * step.powi(i as i32));
    Some([0.0].into_iter().chain(inner).chain([f64::INFINITY]).collect())
}

/// A bar that is `part` of the full width.
fn bar(look: Look, part: f64) -> String {
    let eighths = (part * 8.0 * WIDTH as f64).round() as usize;
    // What is there at all is seen.
    let eighths = if part > 0.0 { eighths.max(1) } else { 0 };
    match look {
        Look::Plain => "#".repeat(eighths.div_ceil(8)),
        Look::Coloured => {
            let rest = (eighths % 8).checked_sub(1).map(|i| EIGHTHS[i]);
            "█".repeat(eighths / 8).chars().chain(rest).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_grow_by_eighths() {
        assert_eq!(bar(Look::Coloured, 0.0), "");
        assert_eq!(bar(Look::Coloured, 1e-9), "▏");
        assert_eq!(bar(Look::Coloured, 1.5 / WIDTH as f64), "█▌");
        assert_eq!(bar(Look::Coloured, 1.0), "█".repeat(WIDTH));
        assert_eq!(bar(Look::Plain, 1.5 / WIDTH as f64), "##");
        assert_eq!(bar(Look::Plain, 1.0), "#".repeat(WIDTH));
    }
}
