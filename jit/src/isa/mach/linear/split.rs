//! Where lives are cut, and how they go on.

use std::cmp::Reverse;

use super::Failure;
use super::loops::NONE;
use super::piece::Piece;
use super::value::{NO_REG, Pos, Use, Wish, gap_before, gap_behind, inst_of};
use super::walk::Scan;

impl Scan<'_, '_> {
    /// Gives a piece a register.
    pub(super) fn assign(&mut self, id: u32, reg: u8) {
        let piece = &mut self.pieces[id as usize];
        piece.reg = reg;
        self.held[usize::from(reg)].push(id);
        self.used |= 1 << reg;
        let target = self.code.values[piece.value as usize].target;
        self.code.values[piece.value as usize].home = reg;
        if let Some(target) = self.code.values.get_mut(target as usize)
            && target.home == NO_REG
            && target.piece == NONE
        {
            target.home = reg;
        }
    }

    /// The first use from `number` on that a piece which starts at `pos` has to serve. What is copied in the gap where
    /// it starts is read before.
    pub(super) fn passed(&self, mut number: u32, pos: Pos) -> u32 {
        while let Some(next) = self.code.uses.get(number as usize) {
            if next.pos > pos || next.pos == pos && next.wish != Wish::Copy {
                break;
            }
            number = next.next;
        }
        number
    }

    /// Notes which uses of a piece lie behind a place.
    pub(super) fn advance(&mut self, id: u32, pos: Pos) {
        let piece = &mut self.pieces[id as usize];
        while let Some(next) = self.code.uses.get(piece.ahead as usize) {
            if next.pos > pos || next.pos == pos && next.wish != Wish::Copy {
                break;
            }
            piece.needed = Some(next.pos);
            piece.ahead = next.next;
        }
    }

    /// Where a register is free that was needed last at a place: a copy is read in the gap itself.
    fn after(needed: Pos) -> Pos {
        if needed == gap_before(needed) { needed } else { gap_behind(needed) }
    }

    /// Cuts a piece that has a register before another one needs it.
    pub(super) fn split_before(&mut self, id: u32, limit: Pos) -> Result<(), Failure> {
        let piece = self.pieces[id as usize];
        let mut last = piece.needed;
        let mut number = piece.ahead;
        while let Some(next) = self.code.uses.get(number as usize) {
            self.poll.step(1)?;
            if next.pos >= limit {
                break;
            }
            last = Some(next.pos);
            number = next.next;
        }
        let mut cut = last.map_or(limit, Self::after).min(limit);
        // An operand that is read late as well stays where it is throughout the instruction.
        if let Some(next) = self.code.uses.get(number as usize)
            && next.wish == Wish::Register
            && inst_of(next.pos) == inst_of(limit)
        {
            cut = cut.min(gap_before(limit));
        }
        if cut <= piece.start {
            return Err(Failure::Unsupported);
        }
        // Only memory can be entered within an instruction, since nothing moves there.
        let gap = gap_before(cut) == cut;
        if !gap && gap_before(cut) > piece.start && last.is_none_or(|last| last < gap_before(cut)) {
            cut = gap_before(cut);
        }
        let rest = self.follow(id, (cut, piece.end), number);
        self.pieces[id as usize].end = cut;
        if gap_before(cut) == cut {
            self.queue.push(Reverse((cut, rest)));
            Ok(())
        } else {
            self.spill(rest, cut)
        }
    }

    /// A new piece behind another one.
    fn follow(&mut self, id: u32, span: (Pos, Pos), ahead: u32) -> u32 {
        let piece = self.pieces[id as usize];
        let rest = self.pieces.len() as u32;
        let mut new = Piece::new(piece.value, span, ahead, piece.range);
        new.next = piece.next;
        let last = self.code.values[piece.value as usize].ranges.1;
        while new.range < last && self.ranges[new.range as usize].end <= span.0 {
            new.range += 1;
        }
        self.pieces.push(new);
        self.pieces[id as usize].next = rest;
        rest
    }

    /// The piece that is live in a register now leaves it, as early as it can.
    pub(super) fn evict(&mut self, reg: u8, pos: Pos) -> Result<(), Failure> {
        let id = self.busy[usize::from(reg)];
        self.advance(id, pos);
        let piece = self.pieces[id as usize];
        self.held[usize::from(reg)].retain(|&held| held != id);
        let cut = piece.needed.map_or(piece.start, Self::after).min(pos);
        if cut <= piece.start {
            self.pieces[id as usize].reg = NO_REG;
            return self.spill(id, pos);
        }
        self.pieces[id as usize].end = cut;
        let rest = self.follow(id, (cut, piece.end), piece.ahead);
        self.spill(rest, pos)
    }

    /// Puts a piece into its spill slot up to where it is loaded again, which is behind `pos`.
    pub(super) fn spill(&mut self, id: u32, pos: Pos) -> Result<(), Failure> {
        let piece = self.pieces[id as usize];
        self.code.values[piece.value as usize].spilled = true;
        let depth = self.code.loops.depth(self.code.block_of[inst_of(pos) as usize]);
        let mut number = piece.ahead;
        while let Some(next) = self.code.uses.get(number as usize) {
            self.poll.step(1)?;
            let wanted = match next.wish {
                Wish::Register => true,
                Wish::Any => self.code.loops.depth(next.block) > depth,
                Wish::Copy | Wish::Again => false,
            };
            if wanted && next.pos > pos {
                break;
            }
            number = next.next;
        }
        // What lies behind the piece is served by those that were cut off before.
        let Some(next) = self.code.uses.get(number as usize).filter(|next| next.pos < piece.end) else { return Ok(()) };
        let (load, _) = self.reload(next, pos);
        if load <= pos || load >= piece.end {
            return Err(Failure::Unsupported);
        }
        let rest = self.follow(id, (load, piece.end), number);
        self.pieces[id as usize].end = load;
        self.queue.push(Reverse((load, rest)));
        Ok(())
    }

    /// Where, and how often, a value is loaded for a use if it is in memory at a place before: outside of the loops
    /// around the use that begin behind that place.
    pub(super) fn reload(&self, next: &Use, from: Pos) -> (Pos, u32) {
        let loops = &self.code.loops;
        let mut load = (gap_before(next.pos), loops.frequency(next.block));
        let mut header = loops.innermost(next.block);
        while header != NONE && self.code.starts[header as usize] > from {
            let outer = loops.outer(header);
            let times = if outer == NONE { 1 } else { loops.frequency(outer) };
            load = (self.code.starts[header as usize], times);
            header = outer;
        }
        load
    }
}
