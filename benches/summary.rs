//! The table at the end of `cargo bench`: medians of this run, rivals and limits side by side.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::units::show;

/// One row: what was measured, under which criterion id, and beside what.
pub struct Row {
    /// What it is, for people.
    pub what: String,
    /// `group/function`.
    pub id: String,
    /// The criterion id of the rival or limit.
    pub beside: Option<(String, String)>,
    /// How many things one iteration did (pixels, say), and the unit then.
    pub per: (f64, &'static str),
}

/// Rows in order, and remarks for what could not be measured.
pub struct Summary {
    /// When the run began. Criterion leaves its estimates where those of earlier runs are.
    began: SystemTime,
    rows: Vec<Row>,
    remarks: Vec<String>,
    notes: Vec<String>,
}

impl Default for Summary {
    fn default() -> Self {
        Self { began: SystemTime::now(), rows: Vec::new(), remarks: Vec::new(), notes: Vec::new() }
    }
}

impl Summary {
    /// Adds a row for criterion id `id` (`group/function`).
    pub fn row(&mut self, what: impl Into<String>, id: impl Into<String>) {
        self.rows.push(Row { what: what.into(), id: id.into(), beside: None, per: (1.0, "") });
    }

    /// Adds a row that is shown as a ratio to another one.
    pub fn beside(&mut self, what: impl Into<String>, id: impl Into<String>, name: &str, other: &str) {
        self.row(what, id);
        self.rows.last_mut().expect("just pushed").beside = Some((name.into(), other.into()));
    }

    /// Divides the last row by a number of things.
    pub fn per(&mut self, count: f64, unit: &'static str) {
        if let Some(row) = self.rows.last_mut() {
            row.per = (count, unit);
        }
    }

    /// Says something that is no time.
    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Says what is missing, and why.
    pub fn remark(&mut self, text: impl Into<String>) {
        self.remarks.push(text.into());
    }

    /// Prints the table; nothing if criterion measured nothing (`--test`, `--list`, or a filter).
    pub fn print(&self) {
        let folder = criterion_folder();
        let mut out = String::new();
        for row in &self.rows {
            let Some(nanoseconds) = self.median(&folder, &row.id) else { continue };
            let _ = write!(out, "{:<58} {:>12}", row.what, show(nanoseconds / row.per.0));
            let _ = write!(out, "{:<9}", row.per.1);
            if let Some((name, other)) = &row.beside
                && let Some(other) = self.median(&folder, other)
            {
                let _ = write!(out, " {:>8.2} x {name}", nanoseconds / other);
            }
            out.push('\n');
        }
        if !out.is_empty() {
            println!("\nmedians of this run\n{out}");
            self.notes.iter().for_each(|note| println!("{note}"));
        }
        for remark in &self.remarks {
            println!("not measured: {remark}");
        }
    }

    /// What criterion has found for this id in this run.
    fn median(&self, folder: &Path, id: &str) -> Option<f64> {
        let file = folder.join(id).join("new/estimates.json");
        if std::fs::metadata(&file).ok()?.modified().ok()? < self.began {
            return None;
        }
        let estimates: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()?;
        estimates["median"]["point_estimate"].as_f64()
    }
}

fn criterion_folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")).join("criterion")
}
