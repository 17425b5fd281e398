//! What was measured, and its forms: table, histogram, JSON, picture.

mod bars;
mod json;
mod plot;
mod table;

use plugvisor::Mode;

use crate::cores::Cores;
use crate::latencies::Latencies;
use crate::suite::Topic;

pub use crate::picture::{Format, PlotError};

/// What a row is called, and where it stands.
#[derive(Debug, Clone)]
pub struct RowName {
    /// The heading that it stands under.
    pub group: String,
    /// The start of its names in JSON.
    pub key: String,
    /// What it is, for people.
    pub what: String,
    /// The machine mode that it is about.
    pub mode: Option<Mode>,
    /// How many things one sample is the mean of.
    pub per: u32,
    /// The key of the row that it is shown as a multiple of.
    pub beside: Option<&'static str>,
    /// Its number of arguments, if it is one of a series by that.
    pub arguments: Option<usize>,
}

impl RowName {
    /// A row, each sample of which is one call.
    #[must_use]
    pub fn new(group: &str, key: &str, what: &str) -> Self {
        let (group, key, what) = (group.into(), key.into(), what.into());
        Self { group, key, what, mode: None, per: 1, beside: None, arguments: None }
    }

    /// What it is, where the heading is not seen.
    #[must_use]
    pub fn full(&self) -> String {
        if self.arguments.is_some() { format!("{}: {}", self.group, self.what) } else { self.what.clone() }
    }

    /// The machine mode that it is about.
    #[must_use]
    pub fn of(self, mode: Mode) -> Self {
        Self { mode: Some(mode), ..self }
    }

    /// Each sample is the mean of so many things.
    #[must_use]
    pub fn per(self, things: u32) -> Self {
        Self { per: things, ..self }
    }

    /// The key of the row that it is shown as a multiple of.
    #[must_use]
    pub fn beside(self, key: &'static str) -> Self {
        Self { beside: Some(key), ..self }
    }

    /// Its place in a series by number of arguments.
    #[must_use]
    pub fn arguments(self, count: usize) -> Self {
        Self { arguments: Some(count), ..self }
    }
}

/// One thing that was measured.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its names.
    pub name: RowName,
    /// The whole.
    pub whole: Latencies,
    /// Entry and exit apart.
    pub parts: Option<[Latencies; 2]>,
    /// Why entry and exit are not known, in the last round in which they were not.
    no_parts: Option<String>,
}

impl Row {
    /// A row after the first round.
    #[must_use]
    pub fn new(name: RowName, whole: Latencies, parts: Option<Result<[Latencies; 2], String>>) -> Self {
        let (parts, no_parts) = match parts {
            Some(Ok(parts)) => (Some(parts), None),
            Some(Err(reason)) => (None, Some(reason)),
            None => (None, None),
        };
        Self { name, whole, parts, no_parts }
    }

    /// Adds what another round gave.
    pub fn merge(&mut self, whole: &Latencies, parts: Option<Result<[Latencies; 2], String>>) {
        self.whole.merge(whole);
        match (&mut self.parts, parts) {
            (Some(parts), Some(Ok(more))) => parts.iter_mut().zip(&more).for_each(|(part, more)| part.merge(more)),
            (parts @ None, Some(Ok(first))) => *parts = Some(first),
            (_, Some(Err(reason))) => self.no_parts = Some(reason),
            (_, None) => {}
        }
    }
}

/// Something that could not be measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What it is, for people.
    pub what: String,
    /// Why it is missing.
    pub reason: String,
}

/// Colours and characters of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Neither colours nor anything but ASCII.
    Plain,
    /// For a terminal.
    Coloured,
}

/// What was measured.
#[derive(Debug)]
pub struct Report {
    topic: Topic,
    mode: Mode,
    /// Whether `mode` is the one that keys without a mode's name stand for.
    named: bool,
    cores: Cores,
    rows: Vec<Row>,
    missing: Vec<Missing>,
}

impl Report {
    /// Nothing yet. `mode` is the mode that is measured in full; if it is not `named`, all keys of rows that are about
    /// a mode get its name.
    #[must_use]
    pub fn new(topic: Topic, mode: Mode, named: bool, cores: Cores) -> Self {
        Self { topic, mode, named, cores, rows: Vec::new(), missing: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        if let (None, Some(reason)) = (&row.parts, &row.no_parts) {
            let what = format!("entry and exit, {}", row.name.full());
            self.missing.push(Missing { what, reason: reason.clone() });
        }
        self.rows.push(row);
    }

    /// Adds what could not be measured.
    pub fn miss(&mut self, what: &str, reason: String) {
        self.missing.push(Missing { what: what.into(), reason });
    }

    /// What could not be measured.
    #[must_use]
    pub fn missing(&self) -> &[Missing] {
        &self.missing
    }

    /// A row of the mode that is measured in full, or of none.
    #[must_use]
    pub fn row(&self, key: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name.key == key && row.name.mode.is_none_or(|mode| mode == self.mode))
    }

    /// The first row of these that there is.
    fn first(&self, keys: &[&str]) -> Option<&Row> {
        keys.iter().find_map(|key| self.row(key))
    }

    /// What the run is about, and the limit to set it beside.
    fn headline(&self) -> Vec<&Row> {
        let (about, resident) = match self.topic {
            Topic::Upcall => (self.first(&["resident", "sync"]), self.row("resident").is_some()),
            Topic::Callback => (self.row("callback"), true),
            Topic::Batch => (self.first(&["map", "call_many"]), true),
        };
        let limit = match self.topic {
            Topic::Batch => self.first(&["wasmtime_call", "indirect_call"]),
            _ if resident => self.row("pingpong"),
            _ => self.row("kvm_run"),
        };
        about.into_iter().chain(limit).collect()
    }

    /// The rows of the series by number of arguments.
    fn series(&self) -> Vec<(usize, &Row)> {
        self.rows.iter().filter_map(|row| Some((row.name.arguments?, row))).collect()
    }
}
