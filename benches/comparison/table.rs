//! The table: times of the base, ratios of the others, and below them means and worst ones.

use std::fmt::Write as _;

use super::{Comparison, Overall, Thing};
use crate::units::show;

/// Width of names.
const NAME: usize = 26;
/// Width of a column.
const COLUMN: usize = 11;

impl Comparison {
    /// The table, by medians.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = format!("{:<NAME$} {:>COLUMN$}", self.title, self.ways[self.base].name);
        for (_, way) in self.others() {
            let _ = write!(text, " {:>COLUMN$}", way.name);
        }
        text.push('\n');
        for thing in &self.things {
            text.push_str(&self.line(thing));
        }
        let all: Vec<Option<Overall>> = self.others().map(|(i, _)| self.overall(i, Self::ratio)).collect();
        let best: Vec<Option<Overall>> = self.others().map(|(i, _)| self.overall(i, Self::best_ratio)).collect();
        let mean = |overall: &Option<Overall>| overall.as_ref().map(|overall| format!("{:.3}", overall.mean));
        text.push_str(&self.footer("geometric mean", all.iter().map(mean)));
        text.push_str(&self.footer("  of the best samples", best.iter().map(mean)));
        let worst = |overall: &Option<Overall>| overall.as_ref().map(|overall| format!("{:.3}", overall.worst));
        text.push_str(&self.footer("worst", all.iter().map(worst)));
        let name = |overall: &Option<Overall>| overall.as_ref().map(|overall| overall.worst_name.clone());
        text.push_str(&self.footer("", all.iter().map(name)));
        if self.ways.iter().any(|way| way.target.is_some()) {
            let targets = self.others().map(|(_, way)| way.target.map(|target| format!("<= {target}")));
            text.push_str(&self.footer("target", targets));
        }
        text
    }

    /// One thing's line.
    #[must_use]
    pub fn line(&self, thing: &Thing) -> String {
        let base = thing.times[self.base].map_or("-".to_owned(), |time| show(time.median));
        let mut text = format!("{:<NAME$} {base:>COLUMN$}", thing.name);
        for (i, _) in self.others() {
            let cell = self.ratio(thing, i).map_or("-".to_owned(), |ratio| format!("{ratio:.3}"));
            let _ = write!(text, " {cell:>COLUMN$}");
        }
        text + "\n"
    }

    fn footer(&self, name: &str, cells: impl Iterator<Item = Option<String>>) -> String {
        let mut text = format!("{name:<NAME$} {:>COLUMN$}", "");
        for cell in cells {
            let _ = write!(text, " {:>COLUMN$}", cell.unwrap_or_else(|| "-".to_owned()));
        }
        text.trim_end().to_owned() + "\n"
    }

    fn others(&self) -> impl Iterator<Item = (usize, &super::Way)> {
        self.ways.iter().enumerate().filter(|&(i, _)| i != self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;

    #[test]
    fn ratios_stand_beside_the_base() {
        let table = sample().table();
        let words: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(words[0], ["things", "base", "other", "none"]);
        assert_eq!(words[1], ["a", "20.0", "ns", "2.000", "-"]);
        assert_eq!(words[3], ["geometric", "mean", "1.000", "-"]);
        assert_eq!(words[5], ["worst", "2.000", "-"]);
        assert_eq!(words[6], ["a", "-"]);
        assert_eq!(words[7], ["target", "<=", "1.5", "-"]);
    }
}
