//! Moves that happen at the same time, brought into an order in which no source is overwritten before it is read.
//!
//! Algorithm 1 of Boissinot et al., "Revisiting Out-of-SSA Translation for Correctness, Code Quality, and Efficiency"
//! (CGO 2009), in linear time: what was copied away may be overwritten; a cycle is opened by one more copy.

use super::loops::NONE;
use super::registers::{COUNT, Set, each};
use super::slots::Slots;
use super::value::Pos;

/// A register's number, or [`COUNT`] plus a spill slot.
pub(super) type Place = u32;

/// Is it a spill slot?
pub(super) fn is_slot(place: Place) -> bool {
    place >= COUNT as u32
}

/// A move. Its key gives instruction and order: see [`BEFORE`], [`IN_GAP`], [`AT_END`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) key: Pos,
    pub(super) from: Place,
    pub(super) to: Place,
    pub(super) class: u8,
}

/// Along the edge into a block: before its first instruction's other moves.
pub(super) const BEFORE: u32 = 0;
/// Between two instructions.
pub(super) const IN_GAP: u32 = 1;
/// Along the edge out of a block: behind the other moves at its jump.
pub(super) const AT_END: u32 = 2;

/// Registers that may be overwritten at a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spare {
    /// Of each class, those in which nothing lives, the cheaper ones first among those of lower number.
    pub(super) free: [Set; 2],
    /// Of each class all.
    pub(super) all: [Set; 2],
}

/// Buffers, by place.
#[derive(Debug, Default)]
pub(super) struct Parallel {
    /// Where the value is that was at a place.
    now: Vec<Place>,
    /// The place whose value has to come to a place.
    source: Vec<Place>,
    to_do: Vec<(Place, u8)>,
    ready: Vec<(Place, u8)>,
    /// Slots that hold what has to leave its place for a moment, by class: one to open cycles, one for the register
    /// through which a move from slot to slot goes.
    extra: [[Option<u32>; 2]; 2],
}

impl Parallel {
    pub(super) fn clear(&mut self, slots: &Slots) {
        self.extra = [[None; 2]; 2];
        for list in [&mut self.now, &mut self.source] {
            list.clear();
            list.resize(COUNT + slots.count as usize, NONE);
        }
    }

    /// Brings moves, all of one key, into an order. `spare` says which registers are free, if that matters.
    pub(super) fn sequence(
        &mut self,
        moves: &[Move],
        slots: &mut Slots,
        mut spare: impl FnMut() -> Spare,
        mut emit: impl FnMut(Place, Place),
    ) {
        if let &[Move { from, to, class, .. }] = moves {
            return self.one(from, to, class, slots, &mut spare, &mut emit);
        }
        for &Move { from, to, class, .. } in moves {
            if self.source[to as usize] == NONE {
                self.now[from as usize] = from;
                self.source[to as usize] = from;
                self.to_do.push((to, class));
            }
        }
        for &(to, class) in &self.to_do {
            if self.now[to as usize] == NONE {
                self.ready.push((to, class));
            }
        }
        loop {
            while let Some((to, class)) = self.ready.pop() {
                let from = self.source[to as usize];
                let place = self.now[from as usize];
                self.one(place, to, class, slots, &mut spare, &mut emit);
                if self.source[from as usize] == NONE {
                    // It stays where it is: nothing comes to its place.
                } else {
                    self.now[from as usize] = to;
                    if from == place {
                        self.ready.push((from, class));
                    }
                }
                self.source[to as usize] = to;
            }
            let Some((to, class)) = self.to_do.pop() else { break };
            // Done already, or the last one of a cycle.
            if self.source[to as usize] != to {
                let temporary = self.temporary(class, slots, &mut spare);
                self.one(to, temporary, class, slots, &mut spare, &mut emit);
                self.now[to as usize] = temporary;
                self.ready.push((to, class));
            }
        }
        for &Move { from, to, .. } in moves {
            for place in [from, to] {
                self.now[place as usize] = NONE;
                self.source[place as usize] = NONE;
            }
        }
    }

    /// A place for one value of a cycle.
    fn temporary(&mut self, class: u8, slots: &mut Slots, spare: &mut impl FnMut() -> Spare) -> Place {
        let class = usize::from(class);
        match each(spare().free[class]).next() {
            Some(reg) => Place::from(reg),
            None => self.extra(class, 0, slots),
        }
    }

    fn extra(&mut self, class: usize, which: usize, slots: &mut Slots) -> Place {
        COUNT as Place + *self.extra[class][which].get_or_insert_with(|| slots.fresh(class))
    }

    /// A move, by way of a register if it is from slot to slot.
    fn one(
        &mut self,
        from: Place,
        to: Place,
        class: u8,
        slots: &mut Slots,
        spare: &mut impl FnMut() -> Spare,
        emit: &mut impl FnMut(Place, Place),
    ) {
        if from == to {
            return;
        }
        if !is_slot(from) || !is_slot(to) {
            return emit(from, to);
        }
        let class = usize::from(class);
        let spare = spare();
        // The first free register may hold a value of a cycle.
        if let Some(reg) = each(spare.free[class]).nth(1) {
            emit(from, reg.into());
            return emit(reg.into(), to);
        }
        let Some(victim) = each(spare.all[class]).next() else { return };
        let saved = self.extra(class, 1, slots);
        emit(victim.into(), saved);
        emit(from, victim.into());
        emit(victim.into(), to);
        emit(saved, victim.into());
    }
}
