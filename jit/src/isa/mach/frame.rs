//! The stack frame, addressed from the stack pointer, which stays fixed in the body.
//!
//! ```text
//! sp + incoming       stack arguments of this function
//!                     return address
//!                     saved registers, pushed in the order of their numbers
//! sp + spill_base     spill slots
//! sp + slots[i]       stack slots of the IR
//! sp + 0              stack arguments of the functions that it calls
//! ```
//!
//! The stack pointer is a multiple of 16 in the body of every function that calls or has stack slots.
//!
//! A function that allocates on the stack while it runs (`dynamic`) keeps the stack pointer of its prologue in the
//! frame pointer and addresses the frame from there, by the same offsets; other functions pay nothing for that. What
//! it allocates lies between the frame and the stack pointer, with the stack arguments of calls below it: they are at
//! `sp + 0` as ever. The stack's end is the same address in every runtime ([`STACK_END`]), so an allocation compares
//! with it before it moves the stack pointer, and no size can step over the hole.

use guest_abi::layout::{DATA_BASE, NULL_HOLE};
use regalloc2::{PReg, PRegSet, SpillSlot};

use crate::ir;

/// Largest frame. The stack is the lowest part of the data segment and the hole below it is twice as large, so
/// code that touches any place of its frame after an overflow hits the hole, without probes.
pub(crate) const FRAME_LIMIT: u32 = NULL_HOLE / 2;

/// Lowest byte of the stack.
pub(crate) const STACK_END: u32 = DATA_BASE;

/// Where everything is in a function's frame.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// Bytes to subtract from the stack pointer after the pushes.
    pub(crate) size: u32,
    /// Registers to push.
    pub(crate) saved: PRegSet,
    /// The frame is addressed from the frame pointer, since the stack pointer moves.
    pub(crate) dynamic: bool,
    /// Bytes of the widest vector that the function has; 0 without vectors. Moves of float registers are as wide.
    pub(crate) vector: u32,
    /// Bytes between the stack pointer and what was allocated last.
    pub(crate) outgoing: u32,
    /// Offset of the first incoming stack argument.
    incoming: u32,
    slots: Vec<u32>,
    spill_base: u32,
    spill_unit: u32,
}

/// What a frame must hold.
pub(crate) struct FrameNeeds<'a> {
    /// The IR's stack slots.
    pub(crate) slots: &'a [ir::StackSlotData],
    /// Units of spill space.
    pub(crate) spills: usize,
    /// Bytes of such a unit.
    pub(crate) spill_unit: u32,
    /// Bytes of outgoing arguments; `None` if the function neither calls nor allocates.
    pub(crate) outgoing: Option<u32>,
    /// The function allocates while it runs.
    pub(crate) dynamic: bool,
    /// Registers to save.
    pub(crate) saved: PRegSet,
    /// Bytes of the widest vector.
    pub(crate) vector: u32,
    /// Bytes of the return address and of a saved register.
    pub(crate) word: u32,
}

impl Frame {
    /// Lays out a frame; gives the bytes needed as an error if they are too many.
    pub(crate) fn lay_out(&mut self, needs: &FrameNeeds<'_>) -> Result<(), u64> {
        let outgoing = needs.outgoing.unwrap_or(0).next_multiple_of(if needs.dynamic { 16 } else { 1 });
        let mut at = u64::from(outgoing);
        self.slots.clear();
        for slot in needs.slots {
            at = at.next_multiple_of(u64::from(slot.align.max(1)));
            self.slots.push(u32::try_from(at).unwrap_or(u32::MAX));
            at += u64::from(slot.size);
        }
        // Also where the spill unit is 4, so that a double does not straddle cache lines.
        at = at.next_multiple_of(8);
        let spill_base = at;
        at += needs.spills as u64 * u64::from(needs.spill_unit);
        let pushed = u64::from(needs.saved.len() + 1) * u64::from(needs.word);
        let size = if needs.outgoing.is_some() || at != 0 { (at + pushed).next_multiple_of(16) - pushed } else { 0 };
        let total = size + pushed;
        if total > u64::from(FRAME_LIMIT) {
            return Err(total);
        }
        // Within the limit, so these fit.
        self.size = size as u32;
        self.incoming = total as u32;
        self.spill_base = spill_base as u32;
        self.spill_unit = needs.spill_unit;
        self.saved = needs.saved;
        self.dynamic = needs.dynamic;
        self.vector = needs.vector;
        self.outgoing = outgoing;
        Ok(())
    }

    /// Offset of a stack slot from the stack pointer of the prologue.
    pub(crate) fn slot(&self, slot: ir::StackSlot) -> u32 {
        self.slots[slot.index()]
    }

    /// Offset of a spill slot from the stack pointer of the prologue.
    pub(crate) fn spill(&self, slot: SpillSlot) -> u32 {
        self.spill_base + slot.index() as u32 * self.spill_unit
    }

    /// Offset of byte `offset` of the incoming stack arguments from the stack pointer of the prologue.
    pub(crate) fn incoming(&self, offset: u32) -> u32 {
        self.incoming + offset
    }

    /// The saved registers in the order in which they are pushed.
    pub(crate) fn saved_regs(&self) -> impl DoubleEndedIterator<Item = PReg> + use<> {
        let saved = self.saved;
        (0..PReg::NUM_INDEX).map(PReg::from_index).filter(move |&reg| saved.contains(reg))
    }
}
