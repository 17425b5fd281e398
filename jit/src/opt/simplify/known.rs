//! Branches whose way a branch above has decided already, on the same value.

use super::super::cfg::Cfg;
use super::terms::decide;
use crate::ir::{Block, Function, Target, Terminator, Value};

/// Steps up the dominator tree from each branch. What people write repeats a condition nearby; without an end, a chain
/// of tests of one value would take quadratic time.
const STEPS: u32 = 32;

/// Decides what is known; true if a branch became a jump.
pub(super) fn fold(function: &mut Function, cfg: &Cfg) -> bool {
    let mut tested = vec![0u8; function.values.len()];
    let mut again = false;
    for &block in cfg.order() {
        if let Some(value) = tested_value(&function.blocks[block.index()].term) {
            let count = &mut tested[value.index()];
            *count = count.saturating_add(1);
            again |= *count > 1;
        }
    }
    if !again {
        return false;
    }
    let mut changed = false;
    for &block in cfg.order() {
        let Some(value) = tested_value(&function.blocks[block.index()].term) else { continue };
        if tested[value.index()] < 2 {
            continue;
        }
        if let Some(target) = known_target(function, cfg, block, value).cloned() {
            function.blocks[block.index()].term = Terminator::Jump(target);
            changed = true;
        }
    }
    changed
}

fn tested_value(term: &Terminator) -> Option<Value> {
    match term {
        Terminator::Branch { cond: value, .. } | Terminator::Switch { value, .. } => Some(*value),
        _ => None,
    }
}

fn known_target<'f>(function: &'f Function, cfg: &Cfg, block: Block, value: Value) -> Option<&'f Target> {
    let mut at = block;
    for _ in 0..STEPS {
        let above = cfg.idom(at)?;
        // With one way in, that way was taken.
        if cfg.preds(at).len() == 1
            && let Some(bits) = bits_on_edge(&function.blocks[above.index()].term, at, value)
        {
            return match &function.blocks[block.index()].term {
                // It is only known not to be 0.
                Terminator::Switch { .. } if bits == Bits::NotZero => None,
                term => decide(term, bits.representative()),
            };
        }
        at = above;
    }
    None
}

/// What is known of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bits {
    Exactly(u64),
    NotZero,
}

impl Bits {
    fn representative(self) -> u64 {
        match self {
            Self::Exactly(bits) => bits,
            Self::NotZero => 1,
        }
    }
}

/// What the only edge from this terminator to the block says of the value.
fn bits_on_edge(term: &Terminator, to: Block, value: Value) -> Option<Bits> {
    match term {
        Terminator::Branch { cond, then, els } if *cond == value && then.block != els.block => {
            Some(if then.block == to { Bits::NotZero } else { Bits::Exactly(0) })
        }
        Terminator::Switch { value: tested, cases, .. } if *tested == value => {
            cases.iter().find(|(_, target)| target.block == to).map(|(case, _)| Bits::Exactly(*case))
        }
        _ => None,
    }
}
