//! Memory as value numbering sees it: a chain of definitions, each with the one before it.
//!
//! What a place holds is decided by the last definition that may have written it; that is found by walking up the
//! chain over those which can't. Where ways meet with different memories stands a definition that nothing is known
//! of; the one at the head of a loop can be passed if nothing in the loop writes the place.

use crate::ir::{Block, Function, Inst, MemType, Op, Value, ValueDef};
use crate::opt::cfg::{Cfg, LoopId};
use crate::opt::memory::{Memory, Place, Root, Writes, loop_writes};

/// Definitions that are passed in search of the one that counts. Straight code of many stores would take quadratic
/// time otherwise.
const PASSED: u32 = 32;

/// "Not known yet."
const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
enum Def {
    /// Memory of which nothing is known.
    Unknown,
    /// Everything but private slots, after the definition of this number.
    Clobber(u32),
    /// This place, by this instruction, after the definition of this number.
    Write(Inst, Place, u32),
    /// The head of a loop that was entered with the definition of this number.
    Loop(LoopId, u32),
}

/// What is known of a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found {
    /// This value was stored so.
    Stored(MemType, Value),
    /// All its bytes are this.
    Filled(u8),
}

/// The definitions.
#[derive(Debug)]
pub(super) struct Defs {
    defs: Vec<Def>,
    /// The last one.
    now: u32,
    /// By block: the last one at its end.
    ends: Vec<u32>,
    /// By loop: what it writes.
    writes: Vec<Writes>,
}

impl Defs {
    /// Before the first block.
    pub(super) fn new(memory: &Memory, function: &Function, cfg: &Cfg) -> Self {
        let writes = loop_writes(memory, function, cfg);
        Self { defs: vec![Def::Unknown], now: 0, ends: vec![NONE; function.blocks.len()], writes }
    }

    fn push(&mut self, def: Def) {
        self.now = self.defs.len() as u32;
        self.defs.push(def);
    }

    /// Memory at the start of a block.
    pub(super) fn enter(&mut self, cfg: &Cfg, block: Block) {
        let header = cfg.loop_of(block).filter(|id| cfg.loop_data(*id).header == block);
        let mut same = None;
        for &pred in cfg.preds(block) {
            if header.is_some() && cfg.dominates(block, pred) {
                continue;
            }
            let end = self.ends[pred.index()];
            // A way that was not seen yet is part of irreducible flow.
            if end == NONE || same.is_some_and(|same| same != end) {
                return self.push(Def::Unknown);
            }
            same = Some(end);
        }
        match (same, header) {
            (None, _) => self.push(Def::Unknown),
            (Some(same), Some(id)) if !self.writes[id.0 as usize].is_nothing() => self.push(Def::Loop(id, same)),
            (Some(same), _) => self.now = same,
        }
    }

    /// The end of a block.
    pub(super) fn leave(&mut self, block: Block) {
        self.ends[block.index()] = self.now;
    }

    /// The instruction writes the place.
    pub(super) fn write(&mut self, inst: Inst, place: Place) {
        self.push(Def::Write(inst, place, self.now));
    }

    /// Everything but private slots may be written.
    pub(super) fn clobber(&mut self) {
        self.push(Def::Clobber(self.now));
    }

    /// The number of the last definition that may have written the place.
    pub(super) fn find(&self, memory: &Memory, function: &Function, cfg: &Cfg, home: &[Block], place: &Place) -> u32 {
        let mut at = self.now;
        for _ in 0..PASSED {
            match &self.defs[at as usize] {
                Def::Clobber(before) if memory.is_private(place) => at = *before,
                Def::Write(_, written, before) if !memory.may_alias(written, place) => at = *before,
                Def::Loop(id, before) => {
                    let fixed = match place.root {
                        Root::Slot(_) | Root::Data(_) => true,
                        Root::Value(v) => match function.values[v.index()].def {
                            ValueDef::Param(block, _) => !cfg.is_in_loop(block, *id),
                            ValueDef::Inst(inst) => !cfg.is_in_loop(home[inst.index()], *id),
                        },
                    };
                    if self.writes[id.0 as usize].may_touch(memory, place, fixed) {
                        break;
                    }
                    at = *before;
                }
                Def::Unknown | Def::Clobber(_) | Def::Write(..) => break,
            }
        }
        at
    }

    /// What the place holds after that definition, which [`Defs::find`] found for it.
    pub(super) fn found(&self, function: &Function, def: u32, place: &Place) -> Option<Found> {
        let Def::Write(inst, written, _) = &self.defs[def as usize] else { return None };
        match function.insts[inst.index()].op {
            Op::Store { mem, value, .. } if written.is(place) => Some(Found::Stored(mem, value)),
            Op::Fill { byte, .. } if written.covers(place) => Some(Found::Filled(byte)),
            _ => None,
        }
    }
}
