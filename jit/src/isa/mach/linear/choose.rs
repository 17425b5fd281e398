//! Which register a piece gets, and who has to leave for it.

use super::Failure;
use super::loops::NONE;
use super::registers::{Set, each};
use super::value::{BEHIND, NO_REG, Pos, Wish, gap_before, inst_of};
use super::walk::Scan;

/// A value of this weight or less that lives across a call is spilled rather than that a register is saved for it:
/// store and load cost no more than push and pop.
const LIGHT: u32 = 2;

/// Longest chain of copies that is followed for a hint.
const CHAIN: usize = 4;

impl Scan<'_, '_> {
    /// Finds a place for a piece that starts now.
    pub(super) fn place(&mut self, id: u32) -> Result<(), Failure> {
        self.poll.step(8)?;
        let start = self.pieces[id as usize].start;
        self.advance(id, start);
        self.begin(id);
        if let Some(reg) = self.hinted(id)? {
            self.assign(id, reg);
            return Ok(());
        }
        let piece = self.pieces[id as usize];
        let value = self.code.values[piece.value as usize];
        for reg in each(self.available.all[usize::from(value.class)]) {
            self.examine(id, reg)?;
        }
        let mut fitting = 0;
        let mut longest = NO_REG;
        for reg in each(self.free) {
            let until = self.until[usize::from(reg)];
            if until >= piece.end {
                fitting |= 1 << reg;
            }
            if longest == NO_REG || until > self.until[usize::from(longest)] {
                longest = reg;
            }
        }
        let unsaved = fitting & !(self.available.saved & !self.used);
        let light = value.weight <= LIGHT && fitting != 0 && unsaved == 0 && crosses(self, id);
        if fitting != 0 && !light {
            let reg = self.tightest(if unsaved != 0 { unsaved } else { fitting });
            self.assign(id, reg);
            return Ok(());
        }
        if light {
            longest = each(self.free & !fitting)
                .max_by_key(|&reg| (self.until[usize::from(reg)], std::cmp::Reverse(reg)))
                .unwrap_or(NO_REG);
        }
        let need = self.need_until(id);
        let partial = longest != NO_REG && {
            let until = self.until[usize::from(longest)];
            match need {
                Some(end) => until >= end,
                None => self.next_use_end(id).is_some_and(|end| until >= end),
            }
        };
        if partial {
            if !light && let Some(reg) = self.cheaper(id, self.until[usize::from(longest)]) {
                self.evict(reg, piece.start)?;
                self.assign(id, reg);
                return Ok(());
            }
            self.assign(id, longest);
            return self.split_before(id, self.until[usize::from(longest)]);
        }
        match (light, need) {
            (true, None) => self.spill(id, piece.start),
            (true, Some(_)) => {
                let reg = self.tightest(fitting);
                self.assign(id, reg);
                Ok(())
            }
            (false, _) => self.force(id, need),
        }
    }

    /// No register is free: the piece whose next use is farthest leaves its own, or this one gets none.
    fn force(&mut self, id: u32, need: Option<Pos>) -> Result<(), Failure> {
        let piece = self.pieces[id as usize];
        let until_needed = need.or_else(|| self.next_use_end(id));
        let mut best = (NO_REG, 0);
        let class = usize::from(self.code.values[piece.value as usize].class);
        for reg in each(self.available.all[class] & !self.free) {
            let other = self.busy[usize::from(reg)];
            if until_needed.is_some_and(|end| self.until[usize::from(reg)] < end) {
                continue;
            }
            if let Some(far) = self.distance(other, piece.start)
                && (best.0 == NO_REG || far > best.1)
            {
                best = (reg, far);
            }
        }
        let own = if need.is_some() { Some(0) } else { self.distance(id, piece.start) };
        match (best, own) {
            ((NO_REG, _), _) if need.is_some() => Err(Failure::Unsupported),
            ((reg, far), Some(own)) if reg != NO_REG && own < far && until_needed.is_some() => {
                self.evict(reg, piece.start)?;
                self.assign(id, reg);
                let until = self.until[usize::from(reg)];
                if until < piece.end { self.split_before(id, until) } else { Ok(()) }
            }
            _ => self.spill(id, piece.start),
        }
    }

    /// Where a register ends to be needed that is needed at once; `None` if it is not.
    fn need_until(&self, id: u32) -> Option<Pos> {
        let piece = &self.pieces[id as usize];
        let value = &self.code.values[piece.value as usize];
        let mut need = (piece.first && value.needs_register).then(|| gap_before(piece.start) + BEHIND);
        let mut number = piece.ahead;
        while number != NONE {
            let next = self.code.uses[number as usize];
            if inst_of(next.pos) != inst_of(piece.start) {
                break;
            }
            if next.wish == Wish::Register {
                need = need.max(Some(next.pos + 1));
            }
            number = next.next;
        }
        need
    }

    /// Where the next use ends.
    fn next_use_end(&self, id: u32) -> Option<Pos> {
        let piece = &self.pieces[id as usize];
        let number = self.passed(piece.ahead, piece.start);
        (number != NONE).then(|| self.code.uses[number as usize].pos + 1)
    }

    /// Of registers that are free long enough the one that is free least long; others can use the rest.
    fn tightest(&self, regs: Set) -> u8 {
        let key = |reg: &u8| (self.available.second >> reg & 1, self.until[usize::from(*reg)]);
        each(regs).min_by_key(key).unwrap_or(NO_REG)
    }

    /// A register that this piece would like and that is free as long as it lives.
    fn hinted(&mut self, id: u32) -> Result<Option<u8>, Failure> {
        let value = self.code.values[self.pieces[id as usize].value as usize];
        let source = self.code.values.get(value.source as usize).map_or(NO_REG, |source| source.home);
        for reg in [value.home, source, value.fixed] {
            if self.fits(id, reg)? {
                return Ok(Some(reg));
            }
        }
        let mut target = value.target;
        for _ in 0..CHAIN {
            let Some(data) = self.code.values.get(target as usize) else { break };
            let (hints, next) = ([data.home, data.fixed], data.target);
            for reg in hints {
                if self.fits(id, reg)? {
                    return Ok(Some(reg));
                }
            }
            target = next;
        }
        Ok(None)
    }

    /// Is a register free as long as a piece lives?
    fn fits(&mut self, id: u32, reg: u8) -> Result<bool, Failure> {
        let class = self.code.values[self.pieces[id as usize].value as usize].class;
        if reg == NO_REG || self.available.all[usize::from(class)] >> reg & 1 == 0 {
            return Ok(false);
        }
        self.examine(id, reg)?;
        Ok(self.free >> reg & 1 != 0 && self.until[usize::from(reg)] >= self.pieces[id as usize].end)
    }

    /// A register whose piece is loaded again for less than what it costs to cut this one at `until`.
    fn cheaper(&mut self, id: u32, until: Pos) -> Option<u8> {
        let piece = self.pieces[id as usize];
        let value = self.code.values[piece.value as usize];
        let mut number = piece.ahead;
        while number != NONE && self.code.uses[number as usize].pos < until {
            number = self.code.uses[number as usize].next;
        }
        let mut own = self.cost(number, until);
        if !value.spilled {
            own = own.saturating_add(self.code.loops.frequency(value.def_block));
        }
        let mut best = None;
        for reg in each(self.available.all[usize::from(value.class)] & !self.free) {
            if self.until[usize::from(reg)] < piece.end {
                continue;
            }
            let other = self.busy[usize::from(reg)];
            if self.distance(other, piece.start).is_none() {
                continue;
            }
            let held = self.pieces[other as usize];
            let data = self.code.values[held.value as usize];
            let store = if data.spilled { 0 } else { self.code.loops.frequency(data.def_block) };
            let cost = self.cost(held.ahead, piece.start).saturating_add(store);
            if cost < best.map_or(own, |(_, cost)| cost) {
                best = Some((reg, cost));
            }
        }
        best.map(|(reg, _)| reg)
    }

    /// How often a value would be loaded for a use if it leaves its register at a place.
    fn cost(&self, number: u32, from: Pos) -> u32 {
        match self.code.uses.get(number as usize) {
            Some(next) => self.reload(next, from).1,
            None => 0,
        }
    }

    /// How far away the next use of a piece is; `None` if it can't leave now.
    fn distance(&mut self, id: u32, pos: Pos) -> Option<u64> {
        self.advance(id, pos);
        let piece = &self.pieces[id as usize];
        let value = &self.code.values[piece.value as usize];
        let inst = inst_of(pos);
        if piece.first && value.needs_register && inst_of(piece.start) == inst {
            return None;
        }
        let mut number = piece.ahead;
        while number != NONE && inst_of(self.code.uses[number as usize].pos) == inst {
            if self.code.uses[number as usize].wish == Wish::Register {
                return None;
            }
            number = self.code.uses[number as usize].next;
        }
        let Some(next) = self.code.uses.get(piece.ahead as usize) else { return Some(u64::MAX) };
        let depth = self.code.loops.depth(self.code.block_of[inst as usize]);
        let outwards = depth.saturating_sub(self.code.loops.depth(next.block));
        let far = u64::from(next.pos - pos + 1) << (3 * outwards);
        // An operand in memory, or one that is copied anyway, costs less; so does what needs no store.
        let cheap = u32::from(matches!(next.wish, Wish::Any | Wish::Copy)) + u32::from(value.spilled);
        Some(far << cheap)
    }
}

/// Does a piece live across a call, so that no register that calls clobber is free as long as it lives?
fn crosses(scan: &Scan<'_, '_>, id: u32) -> bool {
    let piece = &scan.pieces[id as usize];
    let called = scan.free & scan.code.fixed.called;
    called != 0 && each(called).all(|reg| scan.until[usize::from(reg)] < piece.end)
}
