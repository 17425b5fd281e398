//! A row to be measured, and measuring rows in rounds.

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

/// What became of a row until now.
#[derive(Default)]
struct State {
    row: Option<Row>,
    /// Rounds in which it could not be measured, and why in the last one.
    failed: usize,
    reason: String,
}

impl State {
    fn add(&mut self, name: &RowName, measured: Result<Measured, String>) {
        match (measured, &mut self.row) {
            (Ok(Measured { whole, parts }), Some(row)) => row.merge(&whole, parts),
            (Ok(Measured { whole, parts }), row) => *row = Some(Row::new(name.clone(), whole, parts)),
            (Err(reason), _) => {
                self.failed += 1;
                self.reason = reason;
            }
        }
    }
}

/// Measures all rows in a number of rounds. What can't be measured in one may be in the next.
pub(super) fn run(
    tasks: &[Task<'_>],
    rounds: usize,
    report: &mut Report,
    progress: &mut dyn FnMut(&str, usize, usize),
) {
    let mut states: Vec<State> = tasks.iter().map(|_| State::default()).collect();
    for round in 0..rounds {
        for (i, (task, state)) in tasks.iter().zip(&mut states).enumerate() {
            progress(&task.name.what, round * tasks.len() + i, rounds * tasks.len());
            state.add(&task.name, (task.measure)());
        }
    }
    for (task, State { row, failed, reason }) in tasks.iter().zip(states) {
        let rounds = if row.is_some() { format!(" in {failed} of {rounds} rounds") } else { String::new() };
        if failed > 0 {
            report.miss(&format!("{}{rounds}", task.name.full()), reason);
        }
        if let Some(row) = row {
            report.push(row);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use plugvisor::Mode;

    use super::*;
    use crate::cores::Cores;
    use crate::suite::Topic;

    fn report_of(failures: &[bool]) -> Report {
        let calls = Cell::new(0);
        let task = Task::new(RowName::new("group", "key", "the row"), || {
            let call = calls.replace(calls.get() + 1);
            if failures[call] {
                return Err(format!("failure {call}"));
            }
            let mut latencies = Latencies::new(0.0);
            latencies.record(1000.0);
            Ok(latencies)
        });
        let mut report = Report::new(Topic::Upcall, Mode::Interp, true, Cores { here: 0, there: None });
        run(&[task], failures.len(), &mut report, &mut |_, _, _| {});
        report
    }

    #[test]
    fn rounds_are_merged_and_failures_are_told() {
        let report = report_of(&[false, false, false]);
        assert_eq!(report.row("key").unwrap().whole.count(), 3);
        assert!(report.missing().is_empty());
        let report = report_of(&[true, false, true]);
        assert_eq!(report.row("key").unwrap().whole.count(), 1);
        let [missing] = report.missing() else { panic!("{:?}", report.missing()) };
        assert_eq!((&missing.what[..], &missing.reason[..]), ("the row in 2 of 3 rounds", "failure 2"));
    }

    #[test]
    fn what_always_fails_is_no_row() {
        let report = report_of(&[true, true, true]);
        assert!(report.row("key").is_none());
        let [missing] = report.missing() else { panic!("{:?}", report.missing()) };
        assert_eq!((&missing.what[..], &missing.reason[..]), ("the row", "failure 2"));
    }
}
