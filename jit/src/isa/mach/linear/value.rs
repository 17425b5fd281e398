//! What the allocator knows of each value (virtual register): where it is live, where it is used, where it would
//! like to be.

use super::loops::NONE;

/// A place in the code. Each instruction has four: see [`at`].
pub(super) type Pos = u32;

/// Between the instruction before and this one, where moves go.
pub(super) const GAP: u32 = 0;
/// Where the instruction reads its operands.
pub(super) const EARLY: u32 = 1;
/// Where it writes its results.
pub(super) const LATE: u32 = 2;
/// Behind it.
pub(super) const BEHIND: u32 = 3;

/// A place of an instruction.
pub(super) fn at(inst: usize, place: u32) -> Pos {
    inst as u32 * 4 + place
}

/// The instruction of a place.
pub(super) fn inst_of(pos: Pos) -> u32 {
    pos / 4
}

/// The gap before the instruction of a place.
pub(super) fn gap_before(pos: Pos) -> Pos {
    pos & !3
}

/// The gap behind the instruction of a place.
pub(super) fn gap_behind(pos: Pos) -> Pos {
    (pos & !3) + 4
}

/// What a use wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// A register.
    Register,
    /// A register or a spill slot: an operand in memory.
    Any,
    /// It is copied from wherever it is.
    Copy,
    /// Nothing is read here: the end of a loop in which the value is used, and into which it came from outside.
    Again,
}

/// A use of a value. The uses of a value are a list in the order of the code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use {
    pub(super) pos: Pos,
    pub(super) block: u32,
    pub(super) next: u32,
    pub(super) wish: Wish,
}

/// Places from `start` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start: Pos,
    pub(super) end: Pos,
}

/// A value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    /// Where it comes to be; `NONE` if it is not defined.
    pub(super) def: Pos,
    pub(super) def_block: u32,
    /// Where its last range ends.
    pub(super) end: Pos,
    /// Its ranges in the pool.
    pub(super) ranges: (u32, u32),
    pub(super) first_use: u32,
    pub(super) last_use: u32,
    /// How often it is defined and used.
    pub(super) weight: u32,
    /// Its first piece.
    pub(super) piece: u32,
    /// Its spill slot; `NONE` if it has none.
    pub(super) slot: u32,
    /// A register that it must be copied to or comes from ([`super::registers::index`]).
    pub(super) fixed: u8,
    /// Class number.
    pub(super) class: u8,
    /// It comes to be in a register.
    pub(super) needs_register: bool,
    /// It is at some time in its spill slot.
    pub(super) spilled: bool,
    /// The value that it is copied from.
    pub(super) source: u32,
    /// The value that is copied from it.
    pub(super) target: u32,
    /// The register of its last piece that has one or, before there is one, of a value that is copied to this one.
    pub(super) home: u8,
}

/// No register.
pub(super) const NO_REG: u8 = u8::MAX;

impl Default for Value {
    fn default() -> Self {
        Self {
            def: NONE,
            def_block: 0,
            end: 0,
            ranges: (0, 0),
            first_use: NONE,
            last_use: NONE,
            weight: 0,
            piece: NONE,
            slot: NONE,
            fixed: NO_REG,
            class: 0,
            needs_register: false,
            spilled: false,
            source: NONE,
            target: NONE,
            home: NO_REG,
        }
    }
}
