//! A row to be measured, and measuring rows in turns.

use crate::latencies::Latencies;
use crate::report::{Report, Row, RowName};

/// What was measured of one row in one round.
pub(super) struct Measured {
    /// The whole.
    pub(super) whole: Latencies,
    /// Entry and exit apart, or why they are not known.
    pub(super) parts: Option<Result<[Latencies; 2], String>>,
}

impl From<Latencies> for Measured {
    fn from(whole: Latencies) -> Self {
        Self { whole, parts: None }
    }
}

/// A row to be measured.
pub(super) struct Task<'a> {
    name: RowName,
    measure: Box<dyn Fn() -> Result<Measured, String> + 'a>,
}

impl<'a> Task<'a> {
    /// A row that `measure` measures, setting up what it needs, each time that it is called.
    pub(super) fn new<M: Into<Measured>>(name: RowName, measure: impl Fn() -> Result<M, String> + 'a) -> Self {
        Self { name, measure: Box::new(move || measure().map(Into::into)) }
    }
}

/// Measures all rows, a number of times.
pub(super) fn run(
    tasks: Vec<Task<'_>>,
    rounds: u32,
    report: &mut Report,
    progress: &mut dyn FnMut(&str, usize, usize),
) {
    let count = tasks.len();
    let mut rows: Vec<Option<Result<Row, String>>> = tasks.iter().map(|_| None).collect();
    for round in 0..rounds as usize {
        for (i, (task, row)) in tasks.iter().zip(&mut rows).enumerate() {
            if matches!(row, Some(Err(_))) {
                continue;
            }
            progress(&task.name.what, round * count + i, rounds as usize * count);
            match ((task.measure)(), row) {
                (Err(reason), row) => *row = Some(Err(reason)),
                (Ok(measured), Some(Ok(row))) => row.merge(&measured.whole, measured.parts),
                (Ok(measured), row) => *row = Some(Ok(Row::new(task.name.clone(), measured.whole, measured.parts))),
            }
        }
    }
    for (task, row) in tasks.into_iter().zip(rows) {
        match row {
            Some(Ok(row)) => report.push(row),
            Some(Err(reason)) => report.miss(&task.name, reason),
            None => {}
        }
    }
}
