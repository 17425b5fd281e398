//! How slots fall apart into variables: each is the largest piece that some load or store touches at once; smaller
//! ones touch a part of it. What overlaps otherwise stays in memory.
//!
//! A copy between two slots makes the pieces of each those of the other; a copy out of a slot into other memory needs
//! all bytes, so that gaps are pieces too.

use super::super::cfg::Cfg;
use super::uses::{Place, Uses, width};
use crate::ir::{Function, Inst, MemType, Op, Type, Value};

/// Pieces of a slot; copies of larger structs are better left to `copy`.
const PIECES: usize = 24;

/// Bytes of a slot that is looked at: the registers would not hold more.
const BYTES: u32 = 1024;

/// Entries of the table of values by block and variable, and values passed along edges. Beyond that, slots stay.
const TABLE: usize = 1 << 21;

/// Rounds in which copies tell each other their pieces: a chain of copies takes one each.
const ROUNDS: u32 = 4;

/// A variable that was a piece of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: u32,
    /// Bytes: 1, 2, 4 or 8.
    pub(super) len: u32,
    /// Type of its values; narrow ones are the low bits of an `i32`.
    pub(super) ty: Type,
}

impl Piece {
    fn end(self) -> u32 {
        self.start + self.len
    }

    /// What of its memory is loaded and stored as.
    pub(super) fn mem(self) -> MemType {
        match self.len {
            1 => MemType::U8,
            2 => MemType::U16,
            _ => MemType::Full(self.ty),
        }
    }

    /// The same bytes as an integer or, if all of them are used as one, as a float.
    fn join(self, other: Self) -> Self {
        let ty = if self.ty == other.ty {
            self.ty
        } else if self.len == 8 {
            Type::I64
        } else {
            Type::I32
        };
        Self { ty, ..self }
    }
}

/// What becomes of the slots.
#[derive(Debug)]
pub(super) struct Plan {
    /// All variables, those of a slot in a row and in order.
    pub(super) vars: Vec<Piece>,
    /// By slot: its variables; none for slots that stay.
    ranges: Vec<Option<(u32, u32)>>,
}

/// Pieces of one slot while they are collected: sorted, without overlaps.
type Pieces = Vec<Piece>;

/// Takes a range in; false if it overlaps another one without containing it or being contained.
fn add(pieces: &mut Pieces, new: Piece) -> bool {
    let at = pieces.partition_point(|piece| piece.end() <= new.start);
    let Some(&old) = pieces.get(at).filter(|piece| piece.start < new.end()) else {
        pieces.insert(at, new);
        return true;
    };
    if old.start <= new.start && new.end() <= old.end() {
        let integer = if old.len == 8 { Type::I64 } else { Type::I32 };
        pieces[at] = if old.len == new.len { old.join(new) } else { Piece { ty: integer, ..old } };
        return true;
    }
    // It contains all that it touches.
    let end = pieces.partition_point(|piece| piece.start < new.end());
    if new.start > old.start || pieces[end - 1].end() > new.end() {
        return false;
    }
    let integer = if new.len == 8 { Type::I64 } else { Type::I32 };
    pieces.splice(at..end, [Piece { ty: integer, ..new }]);
    true
}

/// The largest piece of so many bytes, aligned like its size.
fn gap(start: u32, end: u32) -> Piece {
    let len = [4, 2].into_iter().find(|len| start.is_multiple_of(*len) && start + len <= end).unwrap_or(1);
    Piece { start, len, ty: Type::I32 }
}

struct Collector<'a> {
    function: &'a Function,
    uses: &'a Uses,
    pieces: Vec<Pieces>,
    /// By slot: it may still be promoted.
    good: Vec<bool>,
}

/// The two ends of a copy or, with one of them, of a fill.
#[derive(Debug, Clone, Copy)]
struct Bulk {
    dst: Option<Place>,
    src: Option<Place>,
    len: u32,
    copy: bool,
}

impl Plan {
    /// Finds what can be promoted; `None` if there is nothing.
    pub(super) fn make(function: &Function, cfg: &Cfg, uses: &Uses) -> Option<Self> {
        let good = function.slots.iter().enumerate();
        let good: Vec<bool> = good.map(|(i, slot)| uses.is_known(i) && slot.size <= BYTES).collect();
        if !good.contains(&true) {
            return None;
        }
        let pieces = vec![Pieces::new(); function.slots.len()];
        let mut collector = Collector { function, uses, pieces, good };
        collector.accesses();
        collector.copies();
        collector.check();
        let Collector { pieces, good, .. } = collector;
        let edges: usize = cfg.order().iter().map(|block| cfg.preds(*block).len()).sum();
        let most = TABLE / (cfg.order().len() + edges);
        let mut plan = Self { vars: Vec::new(), ranges: Vec::with_capacity(good.len()) };
        // Slots that are copied to each other fit together only if all of them become values.
        let total: usize = pieces.iter().zip(&good).filter(|(_, good)| **good).map(|(pieces, _)| pieces.len()).sum();
        if total > most {
            return None;
        }
        for (pieces, good) in pieces.into_iter().zip(good) {
            let first = plan.vars.len() as u32;
            if good {
                plan.vars.extend(pieces);
            }
            plan.ranges.push(good.then_some((first, plan.vars.len() as u32)));
        }
        plan.ranges.iter().any(Option::is_some).then_some(plan)
    }

    /// Number of slots that become values.
    pub(super) fn slots(&self) -> usize {
        self.ranges.iter().flatten().count()
    }

    /// Does the slot become values?
    pub(super) fn takes(&self, slot: usize) -> bool {
        self.ranges[slot].is_some()
    }

    /// The variable that these bytes are, or are a part of.
    pub(super) fn var(&self, at: Place) -> Option<usize> {
        let (first, last) = self.ranges[at.slot]?;
        let vars = &self.vars[first as usize..last as usize];
        let i = vars.partition_point(|piece| i64::from(piece.end()) <= i64::from(at.offset));
        vars.get(i).map(|_| first as usize + i)
    }

    /// The variables within these bytes.
    pub(super) fn vars_in(&self, at: Place, len: u32) -> std::ops::Range<usize> {
        let Some((first, last)) = self.ranges[at.slot] else { return 0..0 };
        let vars = &self.vars[first as usize..last as usize];
        let (start, end) = (at.offset as u32, at.offset as u32 + len);
        let from = vars.partition_point(|piece| piece.start < start);
        let to = vars.partition_point(|piece| piece.start < end);
        first as usize + from..first as usize + to
    }
}

impl Collector<'_> {
    fn accesses(&mut self) {
        for access in &self.uses.accesses {
            let slot = access.at.slot;
            if !self.good[slot] {
                continue;
            }
            let ty = if let MemType::Full(ty) = access.mem { ty } else { Type::I32 };
            let piece = Piece { start: access.at.offset as u32, len: width(access.mem), ty };
            self.good[slot] = add(&mut self.pieces[slot], piece) && self.pieces[slot].len() <= PIECES;
        }
    }

    /// A copy or fill; slots that stay in memory count as other memory.
    fn bulk(&self, inst: Inst) -> Bulk {
        match self.function.insts[inst.index()].op {
            Op::Copy { dst, src, len } => {
                Bulk { dst: self.good_place(dst), src: self.good_place(src), len, copy: true }
            }
            Op::Fill { dst, len, .. } => Bulk { dst: self.good_place(dst), src: None, len, copy: false },
            // Nothing else is noted.
            _ => Bulk { dst: None, src: None, len: 0, copy: false },
        }
    }

    fn good_place(&self, value: Value) -> Option<Place> {
        self.uses.place(value).filter(|place| self.good[place.slot])
    }

    /// Tells each slot the pieces of those that it is copied from and to.
    fn copies(&mut self) {
        // A slot that is copied to other memory needs a piece for each byte.
        for &inst in &self.uses.bulk {
            if let Bulk { dst: None, src: Some(src), len, .. } = self.bulk(inst) {
                self.fill_gaps(src, len);
            }
        }
        for _ in 0..ROUNDS {
            let mut changed = false;
            for &inst in &self.uses.bulk {
                let Bulk { dst: Some(dst), src: Some(src), len, .. } = self.bulk(inst) else { continue };
                changed |= self.tell(src, dst, len);
                changed |= self.tell(dst, src, len);
            }
            if !changed {
                return;
            }
        }
    }

    fn fill_gaps(&mut self, at: Place, len: u32) {
        let (mut from, end) = (at.offset as u32, at.offset as u32 + len);
        while from < end && self.good[at.slot] {
            let pieces = &mut self.pieces[at.slot];
            let i = pieces.partition_point(|piece| piece.end() <= from);
            from = match pieces.get(i) {
                Some(piece) if piece.start <= from => piece.end(),
                next => {
                    let piece = gap(from, next.map_or(end, |next| next.start.min(end)));
                    pieces.insert(i, piece);
                    piece.end()
                }
            };
            self.good[at.slot] = pieces.len() <= PIECES;
        }
    }

    /// Gives the pieces within a range of one slot to another one; true if that changed something.
    fn tell(&mut self, from: Place, to: Place, len: u32) -> bool {
        if !self.good[from.slot] || !self.good[to.slot] {
            return false;
        }
        let (start, end) = (from.offset as u32, from.offset as u32 + len);
        let first = self.pieces[from.slot].partition_point(|piece| piece.end() <= start);
        let mut changed = false;
        for i in first..self.pieces[from.slot].len() {
            let Some(&piece) = self.pieces[from.slot].get(i) else { break };
            if piece.start >= end {
                break;
            }
            // What lies across the border is found by `check`.
            if piece.start < start || piece.end() > end {
                continue;
            }
            let new = Piece { start: piece.start - start + to.offset as u32, ..piece };
            let before = self.pieces[to.slot].clone();
            if !add(&mut self.pieces[to.slot], new) || self.pieces[to.slot].len() > PIECES {
                self.good[to.slot] = false;
                return true;
            }
            changed |= before != self.pieces[to.slot];
        }
        changed
    }

    /// Drops slots whose copies and fills don't fit their pieces, until all fit.
    fn check(&mut self) {
        // Each round drops a slot, or is the last one.
        for _ in 0..=ROUNDS {
            let mut dropped = false;
            for &inst in &self.uses.bulk {
                let bulk = self.bulk(inst);
                for place in bulk.dst.into_iter().chain(bulk.src) {
                    if self.good[place.slot] && !self.fits(place, bulk.len) {
                        self.good[place.slot] = false;
                        dropped = true;
                    }
                }
                match (bulk.dst, bulk.src) {
                    (Some(dst), Some(src)) if !self.agree(dst, src, bulk.len) => {
                        (self.good[dst.slot], self.good[src.slot]) = (false, false);
                        dropped = true;
                    }
                    // Its partner has been dropped, and it has gaps.
                    (None, Some(src)) if bulk.copy && !self.covers(src, bulk.len) => {
                        self.good[src.slot] = false;
                        dropped = true;
                    }
                    _ => {}
                }
            }
            if !dropped {
                return;
            }
        }
        self.good.fill(false);
    }

    /// Does no piece lie across a border of the range?
    fn fits(&self, at: Place, len: u32) -> bool {
        let (start, end) = (at.offset as u32, at.offset as u32 + len);
        let across = |border: u32| {
            let pieces = &self.pieces[at.slot];
            let i = pieces.partition_point(|piece| piece.end() <= border);
            pieces.get(i).is_some_and(|piece| piece.start < border)
        };
        !across(start) && !across(end)
    }

    fn in_range(&self, at: Place, len: u32) -> &[Piece] {
        let (start, end) = (at.offset as u32, at.offset as u32 + len);
        let pieces = &self.pieces[at.slot];
        let from = pieces.partition_point(|piece| piece.start < start);
        let to = pieces.partition_point(|piece| piece.start < end);
        &pieces[from..to.max(from)]
    }

    /// Have both ranges the same pieces? Types may differ.
    fn agree(&self, dst: Place, src: Place, len: u32) -> bool {
        let (a, b) = (self.in_range(dst, len), self.in_range(src, len));
        a.len() == b.len()
            && a.iter().zip(b).all(|(a, b)| {
                a.len == b.len && a.start.wrapping_sub(dst.offset as u32) == b.start.wrapping_sub(src.offset as u32)
            })
    }

    /// Is each byte of the range in a piece?
    fn covers(&self, at: Place, len: u32) -> bool {
        self.in_range(at, len).iter().map(|piece| piece.len).sum::<u32>() == len
    }
}
