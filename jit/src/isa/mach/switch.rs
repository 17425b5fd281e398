//! How a switch finds its case: clusters of cases that a table or a set of bits tells apart, and a binary search among
//! them. (Clusters as in "Improving Switch Lowering for The LLVM Compiler System" by Korobeynikov, 2007, but found from
//! the lowest case on in one pass; the rules for sets of bits are those of LLVM's `SwitchLoweringUtils`.)

use dynasmrt::DynamicLabel;

use super::sink::Sink;

/// Fewest ranges that get a table.
const TABLE_MIN: usize = 4;
/// Most table entries per case.
const TABLE_DENSITY: u64 = 3;
/// Most values that a set of bits tells apart.
const BITS: u64 = 64;
/// Most targets of sets of bits, and for each number of them the fewest comparisons that they must save.
const BITS_TARGETS: usize = 3;
const BITS_MIN: [usize; BITS_TARGETS] = [3, 5, 6];
/// Most clusters that are tried one after the other.
const LINEAR_MAX: usize = 3;

/// A step of the search, in code order. Comparisons are unsigned.
#[derive(Debug, Clone)]
pub(crate) enum SwitchStep {
    /// Place of a label.
    Label(DynamicLabel),
    /// Go to this case (its place in the list of cases) if the value is this.
    IfEqual(u64, usize),
    /// Go to this case if the value is `low` or at most `span` more.
    IfWithin {
        /// The lowest value.
        low: u64,
        /// The highest, less the lowest.
        span: u64,
        /// Where to.
        case: usize,
    },
    /// Go to a label if the value is below.
    IfBelow(u64, DynamicLabel),
    /// Go to the default.
    Default,
    /// Take bit `value - low` of each mask: go to its case if it is set. Beyond `span` and behind the last mask is the
    /// default.
    Bits {
        /// Value of the lowest bit.
        low: u64,
        /// Number of the highest bit.
        span: u64,
        /// Masks and their cases.
        masks: Vec<(u64, usize)>,
    },
    /// Take `value - low` as an index; beyond the end of the table, and where there is no case, is the default.
    Table {
        /// Value of the first entry.
        low: u64,
        /// Case of each entry.
        cases: Vec<Option<usize>>,
    },
}

/// Values in a row that go to the same place.
#[derive(Debug, Clone, Copy)]
struct Range {
    low: u64,
    high: u64,
    case: usize,
}

impl Range {
    fn compares(self) -> usize {
        if self.low == self.high { 1 } else { 2 }
    }
}

/// Ranges that are told apart together.
#[derive(Debug)]
struct Cluster<'a> {
    ranges: &'a [Range],
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    One,
    Bits,
    Table,
}

/// Plans the search. `cases` are the values in the order of the terminator's cases; `target` says where a case goes.
pub(crate) fn plan(
    sink: &mut Sink<'_>,
    cases: impl Iterator<Item = u64>,
    target: &dyn Fn(usize) -> DynamicLabel,
) -> Vec<SwitchStep> {
    let mut sorted: Vec<(u64, usize)> = cases.zip(0..).collect();
    sorted.sort_unstable();
    let mut ranges: Vec<Range> = Vec::with_capacity(sorted.len());
    for (value, case) in sorted {
        match ranges.last_mut() {
            Some(last) if last.high.checked_add(1) == Some(value) && target(last.case) == target(case) => {
                last.high = value
            }
            _ => ranges.push(Range { low: value, high: value, case }),
        }
    }
    let clusters = clusters(&ranges, target);
    let mut steps = Vec::new();
    search(sink, &clusters, target, &mut steps);
    steps
}

/// Cuts the ranges into clusters.
fn clusters<'a>(mut ranges: &'a [Range], target: &dyn Fn(usize) -> DynamicLabel) -> Vec<Cluster<'a>> {
    let mut clusters = Vec::new();
    while !ranges.is_empty() {
        let (bits, table) = (bits_at(ranges, target), table_at(ranges));
        // A set of bits costs no load; but a table that reaches further saves comparisons.
        let (count, kind) = match (bits, table) {
            (0, 0) => (1, Kind::One),
            (bits, table) if bits >= table => (bits, Kind::Bits),
            (_, table) => (table, Kind::Table),
        };
        let (cluster, rest) = ranges.split_at(count);
        clusters.push(Cluster { ranges: cluster, kind });
        ranges = rest;
    }
    clusters
}

/// How many ranges from the first one on sets of bits can tell apart; 0 if they are not worth it.
fn bits_at(ranges: &[Range], target: &dyn Fn(usize) -> DynamicLabel) -> usize {
    let mut targets: [Option<DynamicLabel>; BITS_TARGETS] = [None; BITS_TARGETS];
    let (mut found, mut compares) = (0, 0);
    for (count, range) in ranges.iter().enumerate() {
        let to = Some(target(range.case));
        if range.high - ranges[0].low >= BITS {
            break;
        }
        let Some(place) = targets.iter().position(|&known| known == to || known.is_none()) else { break };
        targets[place] = to;
        compares += range.compares();
        let number = targets.iter().flatten().count();
        if compares >= BITS_MIN[number - 1] {
            found = count + 1;
        }
    }
    found
}

/// How many ranges from the first one on lie dense enough for a table; 0 if they are too few.
fn table_at(ranges: &[Range]) -> usize {
    let (mut found, mut cases) = (0, 0u64);
    for (count, range) in ranges.iter().enumerate() {
        cases += range.high - range.low + 1;
        if range.high - ranges[0].low >= cases.saturating_mul(TABLE_DENSITY) {
            break;
        }
        if count + 1 >= TABLE_MIN {
            found = count + 1;
        }
    }
    found
}

/// The recursion halves its part each time.
fn search(
    sink: &mut Sink<'_>,
    part: &[Cluster<'_>],
    target: &dyn Fn(usize) -> DynamicLabel,
    steps: &mut Vec<SwitchStep>,
) {
    // A table and sets of bits end the search, so one of them comes last.
    let ends = part.iter().filter(|cluster| cluster.kind != Kind::One).count();
    if part.len() > LINEAR_MAX || ends > 1 {
        let (below, above) = part.split_at(part.len() / 2);
        let label = sink.asm.new_dynamic_label();
        steps.push(SwitchStep::IfBelow(above[0].ranges[0].low, label));
        search(sink, above, target, steps);
        steps.push(SwitchStep::Label(label));
        search(sink, below, target, steps);
        return;
    }
    for cluster in part.iter().filter(|cluster| cluster.kind == Kind::One) {
        let Range { low, high, case } = cluster.ranges[0];
        steps.push(if low == high {
            SwitchStep::IfEqual(low, case)
        } else {
            SwitchStep::IfWithin { low, span: high - low, case }
        });
    }
    match part.iter().find(|cluster| cluster.kind != Kind::One) {
        None => steps.push(SwitchStep::Default),
        Some(Cluster { ranges, kind: Kind::Table }) => steps.push(table(ranges)),
        Some(Cluster { ranges, .. }) => steps.push(bits(ranges, target)),
    }
}

fn span(ranges: &[Range]) -> (u64, u64) {
    let low = ranges.first().map_or(0, |range| range.low);
    (low, ranges.last().map_or(0, |range| range.high - low))
}

fn table(ranges: &[Range]) -> SwitchStep {
    let (low, span) = span(ranges);
    let mut cases = vec![None; span as usize + 1];
    for range in ranges {
        cases[(range.low - low) as usize..=(range.high - low) as usize].fill(Some(range.case));
    }
    SwitchStep::Table { low, cases }
}

fn bits(ranges: &[Range], target: &dyn Fn(usize) -> DynamicLabel) -> SwitchStep {
    let (low, span) = span(ranges);
    let mut masks: Vec<(u64, usize)> = Vec::new();
    for range in ranges {
        let ones = u64::MAX >> (BITS - 1 - (range.high - range.low));
        let mask = ones << (range.low - low);
        match masks.iter_mut().find(|(_, case)| target(*case) == target(range.case)) {
            Some((all, _)) => *all |= mask,
            None => masks.push((mask, range.case)),
        }
    }
    // The larger set is the likelier one.
    masks.sort_by_key(|(mask, _)| std::cmp::Reverse(mask.count_ones()));
    SwitchStep::Bits { low, span, masks }
}
