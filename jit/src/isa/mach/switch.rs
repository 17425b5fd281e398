//! How a switch finds its case: jump tables where the cases are dense, else a binary search. (Clusters as in
//! "Improving Switch Lowering for The LLVM Compiler System" by Korobeynikov, 2007, with one cluster a range.)

use dynasmrt::DynamicLabel;

use super::sink::Sink;
use crate::ir;

/// Fewest cases that get a table.
const TABLE_MIN: usize = 4;
/// Most table entries per case.
const TABLE_DENSITY: u64 = 3;
/// Most cases that are compared one after the other.
const LINEAR_MAX: usize = 3;

/// A step of the search, in code order. Comparisons are unsigned.
#[derive(Debug, Clone)]
pub(crate) enum SwitchStep {
    /// Place of a label.
    Label(DynamicLabel),
    /// Go to this case (its place in the list of cases) if the value is this.
    IfEqual(u64, usize),
    /// Go to a label if the value is below.
    IfBelow(u64, DynamicLabel),
    /// Go to the default.
    Default,
    /// Take `value - low` as an index; beyond the end of the table, and where there is no case, is the default.
    Table {
        /// Value of the first entry.
        low: u64,
        /// Case of each entry.
        cases: Vec<Option<usize>>,
    },
}

/// Plans the search through `cases`.
pub(crate) fn plan(sink: &mut Sink<'_>, cases: &[(u64, ir::Target)]) -> Vec<SwitchStep> {
    let mut sorted: Vec<(u64, usize)> = cases.iter().enumerate().map(|(i, (value, _))| (*value, i)).collect();
    sorted.sort_unstable();
    let mut steps = Vec::new();
    search(sink, &sorted, &mut steps);
    steps
}

/// The recursion halves its part each time.
fn search(sink: &mut Sink<'_>, part: &[(u64, usize)], steps: &mut Vec<SwitchStep>) {
    if let (Some(&(low, _)), Some(&(high, _))) = (part.first(), part.last())
        && part.len() >= TABLE_MIN
        && high - low < part.len() as u64 * TABLE_DENSITY
    {
        let mut table = vec![None; (high - low + 1) as usize];
        for &(value, case) in part {
            table[(value - low) as usize] = Some(case);
        }
        steps.push(SwitchStep::Table { low, cases: table });
    } else if part.len() <= LINEAR_MAX {
        steps.extend(part.iter().map(|&(value, case)| SwitchStep::IfEqual(value, case)));
        steps.push(SwitchStep::Default);
    } else {
        let (below, above) = part.split_at(part.len() / 2);
        let label = sink.asm.new_dynamic_label();
        steps.push(SwitchStep::IfBelow(above[0].0, label));
        search(sink, above, steps);
        steps.push(SwitchStep::Label(label));
        search(sink, below, steps);
    }
}
