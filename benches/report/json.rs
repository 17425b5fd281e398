//! One flat JSON object: medians in nanoseconds.

use serde_json::{Map, Number, Value};

use super::{Report, Row};

impl Report {
    /// The object. `KEY_ns` is the median of a row. A row that is about a machine mode has `KEY_MODE_ns`, too, and has
    /// only that if it is of another mode than the one that is measured in full. Rows that are measured call by call
    /// have `KEY_p99_ns`, and those with entry and exit apart `KEY_entry_ns` and `KEY_exit_ns`.
    #[must_use]
    pub fn json(&self) -> String {
        let mut object = Map::new();
        for row in &self.rows {
            for key in self.keys(row) {
                let mut put = |suffix: &str, nanoseconds: f64| {
                    // Picoseconds are what was counted in.
                    if let Some(number) = Number::from_f64((nanoseconds * 1000.0).round() / 1000.0) {
                        object.insert(format!("{key}{suffix}_ns"), Value::Number(number));
                    }
                };
                put("", row.whole.median());
                if row.name.per == 1 && row.whole.count() > 1 {
                    put("_p99", row.whole.quantile(0.99));
                }
                if let Some([entry, exit]) = &row.parts {
                    put("_entry", entry.median());
                    put("_exit", exit.median());
                }
            }
        }
        let mut text = serde_json::to_string_pretty(&object).unwrap_or_default();
        text.push('\n');
        text
    }

    fn keys(&self, row: &Row) -> Vec<String> {
        let key = &row.name.key;
        let Some(mode) = row.name.mode else { return vec![key.clone()] };
        let full = format!("{key}_{mode}");
        if self.named && mode == self.mode { vec![key.clone(), full] } else { vec![full] }
    }
}

#[cfg(test)]
mod tests {
    use plugvisor::Mode;

    use super::super::RowName;
    use super::*;
    use crate::cores::Cores;
    use crate::latencies::Latencies;
    use crate::suite::Topic;

    fn row(name: RowName, nanoseconds: [u64; 3]) -> Row {
        let mut whole = Latencies::new(0.0);
        nanoseconds.into_iter().for_each(|n| whole.record(n as f64 * 1000.0));
        Row::new(name, whole, None)
    }

    #[test]
    fn keys_tell_modes_apart() {
        let keys = |named: bool| {
            let mut report = Report::new(Topic::Upcall, Mode::Long, named, Cores { here: 0, there: Some(1) });
            report.push(row(RowName::new("", "getpid", "").per(10), [1, 2, 3]));
            report.push(row(RowName::new("", "sync", "").of(Mode::Long), [10, 20, 30]));
            report.push(row(RowName::new("", "sync", "").of(Mode::Interp), [100, 200, 300]));
            let object: Map<String, Value> = serde_json::from_str(&report.json()).unwrap();
            assert!((object["getpid_ns"].as_f64().unwrap() / 2.0 - 1.0).abs() < 0.002);
            object.keys().cloned().collect::<Vec<_>>()
        };
        let brief = ["getpid_ns", "sync_interp_ns", "sync_interp_p99_ns", "sync_long_ns", "sync_long_p99_ns"];
        assert_eq!(keys(false), brief);
        assert_eq!(keys(true), [&brief[..], &["sync_ns", "sync_p99_ns"]].concat());
    }
}
