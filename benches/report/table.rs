//! The table.

use std::fmt::Write as _;

use super::{Look, Report, Row};
use crate::units::show;

/// Width of what a row is about.
const WHAT: usize = 50;
/// The columns with their quantiles.
const QUANTILES: [(&str, f64); 4] = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)];

impl Report {
    /// The table of all rows.
    #[must_use]
    pub fn table(&self, look: Look) -> String {
        let mut text = String::new();
        let mut group = "";
        for row in &self.rows {
            if row.name.group != group {
                group = &row.name.group;
                let gap = if text.is_empty() { "" } else { "\n" };
                let _ = write!(text, "{gap}{}", strong(look, &heading(group, self.splits(group))));
            }
            text.push_str(&self.line(row));
        }
        let cpus = match self.cores.there {
            Some(there) => format!("CPUs {} and {there}", self.cores.here),
            None => format!("CPU {}", self.cores.here),
        };
        let _ = writeln!(text, "\n{}", faint(look, &format!("on {cpus}; /N: each sample is the mean of N in a row")));
        text
    }

    /// Whether a group has entry and exit apart.
    fn splits(&self, group: &str) -> bool {
        self.rows.iter().any(|row| row.name.group == group && row.parts.is_some())
    }

    fn line(&self, row: &Row) -> String {
        let per = if row.name.per == 1 { String::new() } else { format!(" /{}", row.name.per) };
        let mut line = format!("  {:<WHAT$}", format!("{}{per}", row.name.what));
        for (_, quantile) in QUANTILES {
            let _ = write!(line, " {:>8}", show(row.whole.quantile(quantile)));
        }
        let _ = write!(line, " {:>8} {:>9}", show(row.whole.max()), row.whole.count());
        if let Some([entry, exit]) = &row.parts {
            let _ = write!(line, " {:>8} {:>8}", show(entry.median()), show(exit.median()));
        }
        if let Some(other) = row.name.beside.and_then(|key| self.row(key)) {
            let _ = write!(line, "  {:.2} x {}", row.whole.median() / other.whole.median(), other.name.key);
        }
        line + "\n"
    }
}

fn heading(group: &str, splits: bool) -> String {
    let mut line = format!("{group:<width$}", width = WHAT + 2);
    for (name, _) in QUANTILES {
        let _ = write!(line, " {name:>8}");
    }
    let _ = write!(line, " {:>8} {:>9}", "max", "samples");
    if splits {
        let _ = write!(line, " {:>8} {:>8}", "entry", "exit");
    }
    line + "\n"
}

/// Headings.
pub(super) fn strong(look: Look, text: &str) -> String {
    paint(look, "1", text)
}

/// What is said by the way.
pub(super) fn faint(look: Look, text: &str) -> String {
    paint(look, "2", text)
}

/// Colours all but the end of the line.
pub(super) fn paint(look: Look, code: &str, text: &str) -> String {
    match look {
        Look::Plain => text.to_owned(),
        Look::Coloured => {
            let line = text.trim_end_matches('\n');
            format!("\x1b[{code}m{line}\x1b[0m{}", &text[line.len()..])
        }
    }
}
