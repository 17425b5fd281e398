//! The walk over the pieces in the order in which they start.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::build::Code;
use super::loops::NONE;
use super::piece::Piece;
use super::registers::{Available, COUNT, Fixed, Set, Taken};
use super::value::{Pos, Range};
use super::{Failure, Poll};

/// The buffers of the walk, and its result.
#[derive(Debug)]
pub(super) struct Walk {
    pub(super) pieces: Vec<Piece>,
    queue: BinaryHeap<Reverse<(Pos, u32)>>,
    held: Vec<Vec<u32>>,
}

impl Default for Walk {
    fn default() -> Self {
        Self { pieces: Vec::new(), queue: BinaryHeap::new(), held: vec![Vec::new(); COUNT] }
    }
}

impl Walk {
    /// Gives each piece its place.
    pub(super) fn run(
        &mut self,
        code: &mut Code,
        ranges: &[Range],
        available: Available,
        poll: &mut Poll<'_>,
    ) -> Result<(), Failure> {
        self.pieces.clear();
        self.queue.clear();
        self.held.iter_mut().for_each(Vec::clear);
        let Self { pieces, queue, held } = self;
        let until = [0; COUNT];
        let busy = [NONE; COUNT];
        let (free, known, used) = (0, 0, 0);
        let mut scan =
            Scan { code, ranges, pieces, queue, held, available, poll, call: 0, until, busy, free, known, used };
        let mut defs = 0;
        loop {
            let def = scan.code.defs.get(defs).map(|&id| (id, scan.code.values[id as usize].def));
            let queued = scan.queue.peek().map(|&Reverse((start, _))| start);
            let id = match (def, queued) {
                (None, None) => return Ok(()),
                (Some((value, start)), queued) if queued.is_none_or(|queued| start < queued) => {
                    defs += 1;
                    match scan.first_piece(value, start) {
                        Some(id) => id,
                        None => continue,
                    }
                }
                _ => match scan.queue.pop() {
                    Some(Reverse((_, id))) => id,
                    None => continue,
                },
            };
            scan.place(id)?;
        }
    }
}

/// The state of the walk.
pub(super) struct Scan<'a, 'b> {
    pub(super) code: &'a mut Code,
    pub(super) ranges: &'a [Range],
    pub(super) pieces: &'a mut Vec<Piece>,
    /// Pieces that start later, but for the first of each value.
    pub(super) queue: &'a mut BinaryHeap<Reverse<(Pos, u32)>>,
    /// The pieces in each register that have not ended: one that is live now at most.
    pub(super) held: &'a mut [Vec<u32>],
    pub(super) available: Available,
    pub(super) poll: &'a mut Poll<'b>,
    /// The next call that the current piece lives across.
    call: Pos,
    /// How long each register could hold the current piece, but for the one that is live in it now.
    pub(super) until: [Pos; COUNT],
    /// The piece that is live in each register now.
    pub(super) busy: [u32; COUNT],
    /// The registers in which no piece is live now.
    pub(super) free: Set,
    /// The registers of which all this is known.
    known: Set,
    /// The registers that were ever given away.
    pub(super) used: Set,
}

/// Most entries of a register's list that are looked at before it counts as taken from there on.
const ENTRIES: usize = 16;

impl Scan<'_, '_> {
    /// The piece with which a value begins: all of it.
    fn first_piece(&mut self, value: u32, start: Pos) -> Option<u32> {
        let data = &mut self.code.values[value as usize];
        if data.ranges.0 == data.ranges.1 {
            return None;
        }
        let id = self.pieces.len() as u32;
        data.piece = id;
        let mut piece = Piece::new(value, (start, data.end), data.first_use, data.ranges.0);
        piece.first = true;
        piece.needed = data.needs_register.then_some(start);
        self.pieces.push(piece);
        Some(id)
    }

    /// Begins with a piece that starts now: nothing is known of the registers.
    pub(super) fn begin(&mut self, id: u32) {
        let piece = &self.pieces[id as usize];
        let last = self.code.values[piece.value as usize].ranges.1;
        let fixed = &mut self.code.fixed;
        self.call = taken(&fixed.calls, &mut fixed.calls_passed, piece, last, self.ranges);
        self.known = 0;
        self.free = 0;
    }

    /// Finds out whether a register is free, and how long, for the piece that starts now.
    pub(super) fn examine(&mut self, id: u32, reg: u8) -> Result<(), Failure> {
        if self.known >> reg & 1 != 0 {
            return Ok(());
        }
        self.known |= 1 << reg;
        let at = usize::from(reg);
        let piece = &self.pieces[id as usize];
        let (start, first) = (piece.start, piece.first);
        let last = self.code.values[piece.value as usize].ranges.1;
        let fixed = &mut self.code.fixed;
        let mut until = taken(&fixed.of[at], &mut fixed.passed[at], piece, last, self.ranges);
        if fixed.called & 1 << reg != 0 {
            until = until.min(self.call);
        }
        let mut busy = NONE;
        let mut number = 0;
        while let Some(&other) = self.held[at].get(number) {
            self.poll.step(1)?;
            let held = &mut self.pieces[other as usize];
            if held.end <= start {
                self.held[at].swap_remove(number);
                continue;
            }
            let held_last = self.code.values[held.value as usize].ranges.1;
            if held.covers(self.ranges, held_last, start) {
                busy = other;
            } else if !first {
                let (held, piece) = (*held, self.pieces[id as usize]);
                until = until.min(self.meet(&piece, last, &held, held_last)?);
            }
            number += 1;
        }
        self.until[at] = until;
        self.busy[at] = busy;
        if busy == NONE {
            self.free |= 1 << reg;
        }
        Ok(())
    }

    /// Where two pieces meet first.
    fn meet(&mut self, a: &Piece, a_last: u32, b: &Piece, b_last: u32) -> Result<Pos, Failure> {
        let (mut i, mut k) = (a.range, b.range);
        while i < a_last && k < b_last {
            self.poll.step(1)?;
            let (x, y) = (self.ranges[i as usize], self.ranges[k as usize]);
            let from = x.start.max(y.start).max(a.start).max(b.start);
            if from >= a.end || from >= b.end {
                break;
            }
            if from < x.end && from < y.end {
                return Ok(from);
            }
            if x.end <= y.end {
                i += 1;
            } else {
                k += 1;
            }
        }
        Ok(Pos::MAX)
    }
}

/// Where a list takes its register from a piece that starts now.
fn taken(list: &[Taken], passed: &mut u32, piece: &Piece, last: u32, ranges: &[Range]) -> Pos {
    match list.get(*passed as usize) {
        Some(taken) if taken.from < piece.end => {}
        _ => return Pos::MAX,
    }
    let first = Fixed::from(list, passed, piece.start);
    let mut range = piece.range;
    for (looked, taken) in list[first..].iter().enumerate() {
        if taken.from >= piece.end {
            break;
        }
        if taken.owner == piece.value {
            continue;
        }
        while range < last && ranges[range as usize].end <= taken.from {
            range += 1;
        }
        if range == last {
            break;
        }
        let from = taken.from.max(ranges[range as usize].start).max(piece.start);
        if from < taken.to || looked >= ENTRIES {
            return from.min(taken.from.max(piece.start));
        }
    }
    Pos::MAX
}
