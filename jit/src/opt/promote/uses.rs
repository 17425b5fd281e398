//! Which slots are only used at known places.

use super::super::cfg::Cfg;
use crate::ir::fold::Values;
use crate::ir::{BinOp, Function, Inst, IntCc, MemType, Op, Type, Value};
use linker::object::SrcLoc;

/// "None" in dense tables.
const NONE: u32 = u32::MAX;

/// A place in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) slot: usize,
    pub(super) offset: i32,
}

/// A load or store of a slot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Access {
    pub(super) at: Place,
    pub(super) mem: MemType,
}

/// What a function does with its slots.
#[derive(Debug)]
pub(super) struct Uses {
    /// By value: the place whose address it is; the slot is `NONE` for others.
    places: Vec<(u32, i32)>,
    /// By slot: where its address gets away, or a use that keeps it in memory.
    escapes: Vec<Option<SrcLoc>>,
    /// Loads and stores.
    pub(super) accesses: Vec<Access>,
    /// Copies and fills that touch a slot.
    pub(super) bulk: Vec<Inst>,
    /// By block: something in it has to do with slots.
    pub(super) touched: Vec<bool>,
}

/// Bytes that a load or store moves.
pub(super) fn width(mem: MemType) -> u32 {
    match mem {
        MemType::S8 | MemType::U8 => 1,
        MemType::S16 | MemType::U16 => 2,
        MemType::Full(ty) => ty.size(),
    }
}

impl Uses {
    /// Looks at all instructions, in an order in which addresses come before their uses.
    pub(super) fn find(function: &Function, cfg: &Cfg) -> Self {
        let mut uses = Self {
            places: vec![(NONE, 0); function.values.len()],
            escapes: vec![None; function.slots.len()],
            accesses: Vec::new(),
            bulk: Vec::new(),
            touched: vec![false; function.blocks.len()],
        };
        for &block in cfg.order() {
            let data = &function.blocks[block.index()];
            let mut touched = false;
            for &inst in &data.insts {
                touched |= uses.inst(function, inst);
            }
            uses.touched[block.index()] = touched;
            data.term.for_each_use(|value| uses.escape(value, data.term_loc));
        }
        uses
    }

    /// The place in a slot whose address the value is.
    pub(super) fn place(&self, value: Value) -> Option<Place> {
        let (slot, offset) = self.places[value.index()];
        (slot != NONE).then_some(Place { slot: slot as usize, offset })
    }

    /// Number of values that were looked at.
    pub(super) fn values(&self) -> usize {
        self.places.len()
    }

    /// Is the slot only used at known places?
    pub(super) fn is_known(&self, slot: usize) -> bool {
        self.escapes[slot].is_none()
    }

    /// The slots that are not, with the place in the source that is the reason.
    pub(super) fn escapes(&self) -> impl Iterator<Item = (usize, SrcLoc)> {
        self.escapes.iter().enumerate().filter_map(|(slot, loc)| loc.map(|loc| (slot, loc)))
    }

    fn escape(&mut self, value: Value, loc: SrcLoc) {
        if let Some(place) = self.place(value) {
            self.escapes[place.slot].get_or_insert(loc);
        }
    }

    /// Escapes if the bytes are not all in the slot.
    fn check(&mut self, function: &Function, at: Place, len: u32, loc: SrcLoc) {
        let end = i64::from(at.offset) + i64::from(len);
        if at.offset < 0 || end > i64::from(function.slots[at.slot].size) {
            self.escapes[at.slot].get_or_insert(loc);
        }
    }

    /// True if it has to do with slots.
    fn inst(&mut self, function: &Function, inst: Inst) -> bool {
        let data = &function.insts[inst.index()];
        let loc = data.loc;
        match data.op {
            Op::StackAddr(slot, offset) => {
                if let Some(result) = data.result {
                    self.places[result.index()] = (slot.0, offset);
                }
                return true;
            }
            Op::Binary(BinOp::Add, a, b) => {
                let known = match (self.place(a), self.place(b)) {
                    (Some(place), None) => Some((place, b)),
                    (None, Some(place)) => Some((place, a)),
                    (None, None) => return false,
                    _ => None,
                };
                if let Some((place, constant)) = known.and_then(|(p, v)| function.constant(v).map(|c| (p, c)))
                    && let Some(result) = data.result
                {
                    self.places[result.index()] = (place.slot as u32, place.offset.wrapping_add(constant as i32));
                } else {
                    self.escape(a, loc);
                    self.escape(b, loc);
                }
            }
            Op::Load { mem, addr, offset, volatile } => return self.access(function, addr, offset, mem, volatile, loc),
            Op::Store { mem, addr, offset, value, volatile } => {
                self.escape(value, loc);
                return self.access(function, addr, offset, mem, volatile, loc);
            }
            Op::Copy { dst, src, len } => {
                let (to, from) = (self.place(dst), self.place(src));
                if to.is_none() && from.is_none() {
                    return false;
                }
                for place in to.into_iter().chain(from) {
                    self.check(function, place, len, loc);
                }
                self.bulk.push(inst);
            }
            Op::Fill { dst, len, .. } => {
                let Some(to) = self.place(dst) else { return false };
                self.check(function, to, len, loc);
                self.bulk.push(inst);
            }
            // An address of a variable is not 0.
            Op::IntCmp(IntCc::Eq | IntCc::Ne, a, b) if function.constant(b) == Some(0) => {
                return self.place(a).is_some();
            }
            _ => {
                let mut any = false;
                data.op.for_each_use(|value| {
                    any |= self.place(value).is_some();
                    self.escape(value, loc);
                });
                return any;
            }
        }
        true
    }

    fn access(
        &mut self,
        function: &Function,
        addr: Value,
        offset: i32,
        mem: MemType,
        volatile: bool,
        loc: SrcLoc,
    ) -> bool {
        let Some(place) = self.place(addr) else { return false };
        let at = Place { slot: place.slot, offset: place.offset.wrapping_add(offset) };
        self.check(function, at, width(mem), loc);
        if volatile || matches!(mem, MemType::Full(Type::V128 | Type::V256)) {
            self.escapes[at.slot].get_or_insert(loc);
        }
        self.accesses.push(Access { at, mem });
        true
    }
}
