//! Pieces of values' lives, each of which is in one place: a register or the spill slot of the value.

use super::loops::NONE;
use super::value::{NO_REG, Pos, Range};

/// A piece of a value's life.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) value: u32,
    pub(super) start: Pos,
    pub(super) end: Pos,
    /// The register; [`NO_REG`] in the spill slot.
    pub(super) reg: u8,
    /// Is it the value's first piece, whose start is the definition?
    pub(super) first: bool,
    /// The value's next piece.
    pub(super) next: u32,
    /// The first use that lies ahead; moves on with the walk.
    pub(super) ahead: u32,
    /// The last place where it was needed: a use that lies behind, or the start if it came to be in a register.
    pub(super) needed: Option<Pos>,
    /// The first range that does not lie behind; moves on with the walk.
    pub(super) range: u32,
}

impl Piece {
    pub(super) fn new(value: u32, (start, end): (Pos, Pos), ahead: u32, range: u32) -> Self {
        Self { value, start, end, reg: NO_REG, first: false, next: NONE, ahead, needed: None, range }
    }

    /// Is the value live at a place, which is not before one asked for earlier?
    pub(super) fn covers(&mut self, ranges: &[Range], last: u32, pos: Pos) -> bool {
        while self.range < last && ranges[self.range as usize].end <= pos {
            self.range += 1;
        }
        pos < self.end && self.range < last && ranges[self.range as usize].start <= pos
    }
}
