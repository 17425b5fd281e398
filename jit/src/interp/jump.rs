//! `setjmp` and `longjmp`: the mark of a frame in guest memory, and the way back to it.
//!
//! The guest can write to its marks what it likes. One is good for a frame that lives, in the upcall that runs, and for
//! a place behind a call of `setjmp` in its function; whatever a mark says, nothing else is reached.

use super::Interp;
use super::code::{Insn, NO_REG, Reg};
use super::program::Program;
use super::stack::Frame;

/// Bytes of a mark: the frame's serial number, its index, the instruction to go on with, and how far down on the stack
/// it had allocated memory.
const MARK: usize = 20;

/// A place to go back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    /// Index of the frame.
    frame: usize,
    /// Its next instruction.
    pc: u32,
    /// Where the value goes.
    d: Reg,
    /// Lowest byte of its part of the stack: what it allocated since is given back.
    low: u32,
}

/// The mark of the innermost frame, to go on at `pc`.
pub(super) fn mark(frames: &[Frame], pc: u32) -> [u8; MARK] {
    let (serial, low) = frames.last().map_or((0, 0), |frame| (frame.serial, frame.low));
    let index = frames.len().saturating_sub(1);
    let mut mark = [0; MARK];
    mark[..16].copy_from_slice(&(u128::from(serial) | (index as u128) << 64 | u128::from(pc) << 96).to_le_bytes());
    mark[16..].copy_from_slice(&low.to_le_bytes());
    mark
}

/// Where a mark leads, if it is good; not to frames below `floor`.
pub(super) fn target(program: &Program, frames: &[Frame], floor: usize, mark: [u8; MARK]) -> Option<Target> {
    let (&mark, low) = mark.split_first_chunk()?;
    let (mark, low) = (u128::from_le_bytes(mark), u32::from_le_bytes(*low.first_chunk()?));
    let (serial, index, pc) = (mark as u64, (mark >> 64) as u32 as usize, (mark >> 96) as u32);
    let frame = frames.get(index).filter(|frame| frame.serial == serial && index >= floor)?;
    // In the machine modes a jump to where the stack was lower is none either.
    if !(frame.low..=frame.sp).contains(&low) {
        return None;
    }
    let before = program.code(frame.function)?.insns.get(pc.checked_sub(1)? as usize)?;
    let Insn::SetJump { d, .. } = *before else { return None };
    Some(Target { frame: index, pc, d, low })
}

impl Interp {
    /// Goes back to a frame and gives it the value.
    pub(super) fn jump(&mut self, target: Target, value: u64) {
        let Target { frame: index, pc, d, low } = target;
        if let Some(frame) = self.stack.frames.get_mut(index) {
            frame.pc = pc;
            frame.low = low & !15;
            if d != NO_REG {
                self.stack.regs[frame.base + d as usize] = value;
            }
        }
        for frame in self.stack.frames.drain(index + 1..) {
            self.program.release(frame.function.unit);
        }
    }
}
