//! Every nth byte by SSE2, which has no shuffle of bytes.
//!
//! The bytes of `count` turns, a power of two, are an array that is cut in half and interleaved, byte by byte, again
//! and again (a perfect shuffle: Stone, "Parallel Processing with the Perfect Shuffle", 1971). Each round brings byte
//! `p` of `n` to `2 * p mod (n - 1)`. With `n = step * count`, after the logarithm of `count` rounds byte `step * i + c`
//! has come to `i + count * c`: channel `c` is in one piece.

use super::emit::Code;
use crate::ir::vector::{Lane, VectorOp};
use crate::ir::{MemType, Op, Type, Value};

/// Bytes of a register.
const REGISTER: u32 = 16;

/// Can it be done? What is smaller than a register can't be loaded in one piece.
pub(super) fn fits(step: u32, count: u32) -> bool {
    step * count >= REGISTER
}

/// The channels of an array at `pointer`, one behind the other in registers.
pub(super) fn separate(code: &mut Code<'_>, pointer: Value, step: u32, count: u32) -> Vec<Value> {
    let total = step * count;
    let mut array = Array::Memory { pointer, total, loaded: Vec::new() };
    for _ in 0..count.trailing_zeros() {
        let mut next = Vec::new();
        let half = total / 2;
        for at in (0..half).step_by(REGISTER as usize / 2) {
            let size = (half - at).min(REGISTER / 2);
            let (low, high) = (array.bytes(code, at, size), array.bytes(code, half + at, size));
            next.push(code.vector(VectorOp::UnpackLow(Lane::I8), &[low, high]));
        }
        array = Array::Registers(next);
    }
    match array {
        Array::Registers(registers) => registers,
        Array::Memory { .. } => Vec::new(),
    }
}

/// A channel of them: the lowest `count` bytes.
pub(super) fn channel(code: &mut Code<'_>, registers: &[Value], channel: u32, count: u32) -> Value {
    bytes(code, registers, channel * count, count)
}

enum Array {
    /// What was loaded from which offset is loaded once.
    Memory {
        pointer: Value,
        total: u32,
        loaded: Vec<(u32, Value)>,
    },
    Registers(Vec<Value>),
}

impl Array {
    /// A vector whose lowest `size` bytes are those from `at` on, and others anything.
    fn bytes(&mut self, code: &mut Code<'_>, at: u32, size: u32) -> Value {
        match self {
            Self::Memory { pointer, total, loaded } => {
                // Not behind the end.
                let from = at.min(*total - REGISTER);
                let known = loaded.iter().find(|(offset, _)| *offset == from).map(|(_, value)| *value);
                let value = known.unwrap_or_else(|| {
                    let (addr, offset) = (*pointer, from as i32);
                    let op = Op::Load { mem: MemType::Full(Type::V128), addr, offset, volatile: false };
                    let value = code.push(Type::V128, op);
                    loaded.push((from, value));
                    value
                });
                shifted(code, value, at - from)
            }
            Self::Registers(registers) => bytes(code, registers, at, size),
        }
    }
}

fn bytes(code: &mut Code<'_>, registers: &[Value], at: u32, size: u32) -> Value {
    let (register, from) = ((at / REGISTER) as usize, at % REGISTER);
    let low = shifted(code, registers[register], from);
    match registers.get(register + 1) {
        // The rest is in the next one. Only 24 bytes have this, in the middle: 4 bytes here and 4 there.
        Some(&next) if from + size > REGISTER => {
            let lane = Lane::int(REGISTER - from).unwrap_or(Lane::I32);
            code.vector(VectorOp::UnpackLow(lane), &[low, next])
        }
        _ => low,
    }
}

fn shifted(code: &mut Code<'_>, value: Value, by: u32) -> Value {
    if by == 0 { value } else { code.vector(VectorOp::ByteShift(by as u8), &[value]) }
}
