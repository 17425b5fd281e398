//! Frames: registers on the host's heap, stack slots in guest memory.

use super::code::{Code, Reg};
use super::program::FunctionId;
use guest_abi::layout::DATA_BASE;

/// Registers that all frames together may have beside one for every two bytes of stack: what a plugin can make the
/// host allocate by recursion is bounded though the registers are not in its memory.
const REGISTER_RESERVE: usize = 8 << 20;

/// A function in progress.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) function: FunctionId,
    /// Next instruction.
    pub(super) pc: u32,
    /// Index of its first register.
    pub(super) base: usize,
    /// Number of its registers.
    pub(super) regs: u32,
    /// Address of its stack slots.
    pub(super) sp: u32,
    /// Lowest byte of its part of the stack: what it allocated while it ran lies below its slots.
    pub(super) low: u32,
    /// Where the result of the call in progress goes.
    pub(super) awaits: Reg,
    /// A number that no other frame has.
    pub(super) serial: u64,
}

impl Frame {
    /// Makes room for so many bytes; gives their address, or nothing if they are too many.
    pub(super) fn alloc(&mut self, size: u32) -> Option<u32> {
        let low = self.low.checked_sub(size)? & !15;
        if low < DATA_BASE {
            return None;
        }
        self.low = low;
        Some(low)
    }

    /// Gives back what was allocated below `low`, if that is a place in it.
    pub(super) fn restore(&mut self, low: u32) -> Option<()> {
        if !(self.low..=self.sp).contains(&low) {
            return None;
        }
        self.low = low & !15;
        Some(())
    }
}

/// The frames of all upcalls in progress.
#[derive(Debug)]
pub(super) struct Stack {
    pub(super) frames: Vec<Frame>,
    pub(super) regs: Vec<u64>,
    top: u32,
    limit: usize,
    /// Frames made so far.
    serial: u64,
}

impl Stack {
    /// A stack of `size` bytes at the bottom of the data segment.
    pub(super) fn new(size: u32) -> Self {
        let top = DATA_BASE.saturating_add(size) & !15;
        let limit = REGISTER_RESERVE + size as usize / 2;
        Self { frames: Vec::new(), regs: Vec::new(), top, limit, serial: 0 }
    }

    /// The stack pointer.
    pub(super) fn pointer(&self) -> u32 {
        self.frames.last().map_or(self.top, |frame| frame.low)
    }

    /// Makes a frame and gives the index of the register of its first parameter; or the stack pointer that would
    /// lie outside the stack.
    pub(super) fn push(&mut self, function: FunctionId, code: &Code) -> Result<usize, u32> {
        let pointer = self.pointer();
        let sp = pointer.wrapping_sub(code.frame);
        if code.frame > pointer || sp < DATA_BASE {
            return Err(sp);
        }
        let base = self.frames.last().map_or(0, |frame| frame.base + frame.regs as usize);
        let end = base + code.regs as usize;
        if end > self.limit {
            return Err(sp);
        }
        if end > self.regs.len() {
            self.regs.resize(end.max(64).next_power_of_two(), 0);
        }
        let params = base + code.constants.len();
        self.regs[base..params].copy_from_slice(&code.constants);
        self.serial += 1;
        let (regs, serial) = (code.regs, self.serial);
        self.frames.push(Frame { function, pc: 0, base, regs, sp, low: sp, awaits: super::code::NO_REG, serial });
        Ok(params)
    }
}
