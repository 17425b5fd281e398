//! Jumps to blocks that do nothing but go on: straight to where they go.
//!
//! An empty block that ends in a branch or switch is passed as well by those who know which way it goes: because they
//! pass a constant, or have just decided the same value (`a && b` as a condition makes such blocks).

use super::super::cfg::Cfg;
use super::terms::{decide, take};
use crate::ir::fold::Values;
use crate::ir::{Block, Function, Target, Terminator, Value, ValueDef};

/// Empty blocks in a row that one jump passes. What they jump to was led on before, so that more than one is rare.
const HOPS: u32 = 4;

/// Arguments that jumps may get by this, per value of the function: each of many jumps to an empty block with many
/// arguments would get them all.
const ARGS_PER_VALUE: usize = 2;

/// What an edge knows of the value that was decided on there.
type Fact = Option<(Value, bool)>;

/// Leads on all jumps; true if one goes elsewhere now.
pub(super) fn thread(function: &mut Function, cfg: &Cfg) -> bool {
    if !cfg.order().iter().any(|block| is_empty(function, *block)) {
        return false;
    }
    let leaks = leaks(function, cfg);
    let mut threader = Threader { function, cfg, leaks, args: 0, changed: false };
    threader.args = threader.function.values.len() * ARGS_PER_VALUE;
    // Where a block goes is known before those that go to it, but for ways back.
    for &block in cfg.order().iter().rev() {
        let mut term = take(&mut threader.function.blocks[block.index()].term);
        let straight = matches!(term, Terminator::Jump(_));
        let facts = match &term {
            Terminator::Branch { cond, then, els } if then.block != els.block => {
                [Some((*cond, true)), Some((*cond, false))]
            }
            _ => [None, None],
        };
        let mut facts = facts.into_iter();
        term.for_each_target_mut(|target| threader.lead_on(target, facts.next().flatten(), straight));
        threader.function.blocks[block.index()].term = term;
    }
    threader.changed
}

fn is_empty(function: &Function, block: Block) -> bool {
    let data = &function.blocks[block.index()];
    data.insts.is_empty() && !matches!(data.term, Terminator::Return(_) | Terminator::Trap(_))
}

/// By value: a block other than that of which it is a parameter uses it, or an instruction does. Only asked of
/// parameters of empty blocks.
fn leaks(function: &Function, cfg: &Cfg) -> Vec<bool> {
    if !cfg.order().iter().any(|&b| is_empty(function, b) && !function.blocks[b.index()].params.is_empty()) {
        return Vec::new();
    }
    let mut leaks = vec![false; function.values.len()];
    for &block in cfg.order() {
        let data = &function.blocks[block.index()];
        for inst in &data.insts {
            function.insts[inst.index()].op.for_each_use(|value| leaks[value.index()] = true);
        }
        data.term.for_each_use(|value| {
            if !matches!(function.values[value.index()].def, ValueDef::Param(home, _) if home == block) {
                leaks[value.index()] = true;
            }
        });
    }
    leaks
}

struct Threader<'a> {
    function: &'a mut Function,
    cfg: &'a Cfg,
    leaks: Vec<bool>,
    /// Arguments that may still be added.
    args: usize,
    changed: bool,
}

impl Threader<'_> {
    /// Is it the target of an edge that goes back in the order?
    fn is_header(&self, block: Block) -> bool {
        let place = self.cfg.place(block);
        self.cfg.preds(block).iter().any(|pred| self.cfg.place(*pred) >= place)
    }

    /// Makes the target that of the empty blocks that it leads to. `straight`: it is that of a jump.
    fn lead_on(&mut self, target: &mut Target, fact: Fact, straight: bool) {
        for _ in 0..HOPS {
            let Some(next) = self.next(target, fact, straight) else { return };
            self.args -= next.args.len().min(self.args);
            *target = next;
            self.changed = true;
        }
    }

    fn next(&self, target: &Target, fact: Fact, straight: bool) -> Option<Target> {
        let data = &self.function.blocks[target.block.index()];
        if target.block == Block(0) || !is_empty(self.function, target.block) {
            return None;
        }
        if data.params.iter().any(|param| self.leaks[param.index()]) {
            return None;
        }
        // What the block sees as this value.
        let passed = |value: Value| match self.function.values[value.index()].def {
            ValueDef::Param(home, i) if home == target.block => target.args.get(i as usize).copied(),
            _ => Some(value),
        };
        let to = match &data.term {
            Terminator::Jump(to) => {
                // The one way into a loop, or the one way back, stays one.
                let alone = straight && self.cfg.preds(target.block).len() == 1;
                if !alone && self.is_header(to.block) {
                    return None;
                }
                to
            }
            term => {
                // Leaving the header of a loop by another edge would make it none.
                if self.is_header(target.block) {
                    return None;
                }
                let value = passed(term.operand()?)?;
                match (self.function.constant(value), fact) {
                    (Some(bits), _) => decide(term, bits)?,
                    (None, Some((decided, way))) if decided == value && matches!(term, Terminator::Branch { .. }) => {
                        decide(term, u64::from(way))?
                    }
                    _ => return None,
                }
            }
        };
        if to.block == target.block || to.args.len() > self.args {
            return None;
        }
        let args = to.args.iter().map(|arg| passed(*arg)).collect::<Option<Vec<Value>>>()?;
        Some(Target { block: to.block, args })
    }
}
