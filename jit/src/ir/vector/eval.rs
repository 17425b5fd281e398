//! What vector operations compute, for the interpreter and for tests: slow and plain.

use super::{Lane, VectorBinary, VectorConvert, VectorOp, VectorShift};
use crate::ir::{BinOp, ConvOp, FloatCc, Type, UnOp, arith};

/// The bytes of an operand or result from the lowest; what is above its size is zero.
pub type Bytes = [u8; 32];

/// A lane as a number, zero-extended.
fn get(v: &Bytes, lane: Lane, i: usize) -> u64 {
    let size = lane.bytes() as usize;
    let mut bytes = [0; 8];
    if let Some(from) = v.get(i * size..(i + 1) * size) {
        bytes[..size].copy_from_slice(from);
    }
    u64::from_le_bytes(bytes)
}

fn set(v: &mut Bytes, lane: Lane, i: usize, value: u64) {
    let size = lane.bytes() as usize;
    if let Some(to) = v.get_mut(i * size..(i + 1) * size) {
        to.copy_from_slice(&value.to_le_bytes()[..size]);
    }
}

fn signed(value: u64, lane: Lane) -> i64 {
    let shift = 64 - 8 * lane.bytes();
    (value << shift) as i64 >> shift
}

/// The lane of twice the size.
fn twice(lane: Lane) -> Lane {
    Lane::int(2 * lane.bytes()).unwrap_or(Lane::I64)
}

fn half(lane: Lane) -> Lane {
    Lane::int(lane.bytes() / 2).unwrap_or(Lane::I8)
}

fn lanes(bytes: u32, lane: Lane) -> usize {
    (bytes / lane.bytes()) as usize
}

/// Computes `op` on operands of these types. Missing operands count as zeros.
#[must_use]
pub fn eval(op: VectorOp, args: &[(Type, Bytes)]) -> Bytes {
    let arg = |i: usize| args.get(i).map_or(([0; 32], Type::V128), |(ty, bytes)| (*bytes, *ty));
    let ((a, ty), (b, _), (c, _)) = (arg(0), arg(1), arg(2));
    let mut r = [0; 32];
    let size = ty.size();
    match op {
        VectorOp::Const(ty, bytes) => {
            r[..16].copy_from_slice(&bytes);
            if ty == Type::V256 {
                r[16..].copy_from_slice(&bytes);
            }
        }
        VectorOp::Splat(ty, lane) => (0..lanes(ty.size(), lane)).for_each(|i| set(&mut r, lane, i, get(&a, lane, 0))),
        VectorOp::FromScalar(lane) | VectorOp::ToScalar(lane) => set(&mut r, lane, 0, get(&a, lane, 0)),
        VectorOp::Low => r[..16].copy_from_slice(&a[..16]),
        VectorOp::High => r[..16].copy_from_slice(&a[16..]),
        VectorOp::Join => {
            r[..16].copy_from_slice(&a[..16]);
            r[16..].copy_from_slice(&b[..16]);
        }
        VectorOp::Binary(op, lane) => (0..lanes(size, lane)).for_each(|i| {
            let value = binary(op, lane, get(&a, lane, i), get(&b, lane, i));
            set(&mut r, lane, i, value);
        }),
        VectorOp::Shift(op, lane, by) => (0..lanes(size, lane)).for_each(|i| {
            let value = get(&a, lane, i);
            let by = u32::from(by) & 63;
            let value = match op {
                VectorShift::Shl => value << by,
                VectorShift::Lshr => value >> by,
                VectorShift::Ashr => (signed(value, lane) >> by) as u64,
            };
            set(&mut r, lane, i, value);
        }),
        VectorOp::Sqrt(lane) => (0..lanes(size, lane)).for_each(|i| {
            let value = arith::unary(UnOp::Fsqrt, lane.scalar(), get(&a, lane, i)).unwrap_or_default();
            set(&mut r, lane, i, value);
        }),
        VectorOp::Blend => (0..32).for_each(|i| r[i] = a[i] & b[i] | !a[i] & c[i]),
        VectorOp::Widen { signed: sign, from, ty } => (0..lanes(ty.size(), twice(from))).for_each(|i| {
            let value = get(&a, from, i);
            set(&mut r, twice(from), i, if sign { signed(value, from) as u64 } else { value });
        }),
        VectorOp::Pack { signed: sign, from } => {
            let count = lanes(16, from);
            let bits = 4 * from.bytes();
            let (least, most) = if sign { (-1 << (bits - 1), (1 << (bits - 1)) - 1) } else { (0, (1 << bits) - 1) };
            let fit = |value: u64| signed(value, from).clamp(least, most) as u64;
            (0..count).for_each(|i| {
                set(&mut r, half(from), i, fit(get(&a, from, i)));
                set(&mut r, half(from), count + i, fit(get(&b, from, i)));
            });
        }
        VectorOp::Shuffle => {
            (0..16).for_each(|i| r[i] = if b[i] < 0x80 { a[usize::from(b[i] & 15)] } else { 0 });
        }
        VectorOp::ByteShift(by) => {
            let by = usize::from(by & 15);
            r[..16 - by].copy_from_slice(&a[by..16]);
        }
        VectorOp::UnpackLow(lane) | VectorOp::UnpackHigh(lane) => {
            let count = lanes(8, lane);
            let first = if matches!(op, VectorOp::UnpackHigh(_)) { count } else { 0 };
            (0..count).for_each(|i| {
                set(&mut r, lane, 2 * i, get(&a, lane, first + i));
                set(&mut r, lane, 2 * i + 1, get(&b, lane, first + i));
            });
        }
        VectorOp::Convert(op, to) => {
            let (from_lane, to_lane, convert) = conversion(op);
            let count = lanes(size, from_lane).min(lanes(to.size(), to_lane));
            (0..count).for_each(|i| {
                let value = arith::convert(convert, from_lane.scalar(), get(&a, from_lane, i)).unwrap_or_default();
                set(&mut r, to_lane, i, value);
            });
        }
    }
    r
}

fn conversion(op: VectorConvert) -> (Lane, Lane, ConvOp) {
    match op {
        VectorConvert::IntToFloat => (Lane::I32, Lane::F32, ConvOp::IntToFloat(Type::F32)),
        VectorConvert::FloatToInt => (Lane::F32, Lane::I32, ConvOp::FloatToInt(Type::I32)),
        VectorConvert::IntToDouble => (Lane::I32, Lane::F64, ConvOp::IntToFloat(Type::F64)),
        VectorConvert::DoubleToInt => (Lane::F64, Lane::I32, ConvOp::FloatToInt(Type::I32)),
        VectorConvert::Promote => (Lane::F32, Lane::F64, ConvOp::Promote),
        VectorConvert::Demote => (Lane::F64, Lane::F32, ConvOp::Demote),
    }
}

fn binary(op: VectorBinary, lane: Lane, a: u64, b: u64) -> u64 {
    let mask = |holds: bool| if holds { u64::MAX } else { 0 };
    let float = |op: BinOp| arith::binary(op, lane.scalar(), a, b).unwrap_or_default();
    let compare = |cc: FloatCc| mask(arith::float_cmp(cc, lane.scalar(), a, b));
    let (x, y) = (signed(a, lane), signed(b, lane));
    match op {
        VectorBinary::Add if lane.is_float() => float(BinOp::Fadd),
        VectorBinary::Sub if lane.is_float() => float(BinOp::Fsub),
        VectorBinary::Mul if lane.is_float() => float(BinOp::Fmul),
        VectorBinary::Div => float(BinOp::Fdiv),
        VectorBinary::Add => a.wrapping_add(b),
        VectorBinary::Sub => a.wrapping_sub(b),
        VectorBinary::Mul => a.wrapping_mul(b),
        VectorBinary::And => a & b,
        VectorBinary::Or => a | b,
        VectorBinary::Xor => a ^ b,
        VectorBinary::Smin => x.min(y) as u64,
        VectorBinary::Smax => x.max(y) as u64,
        VectorBinary::Umin => a.min(b),
        VectorBinary::Umax => a.max(b),
        VectorBinary::Eq => mask(a == b),
        VectorBinary::Sgt => mask(x > y),
        VectorBinary::Feq => compare(FloatCc::Eq),
        VectorBinary::Fne => compare(FloatCc::Ne),
        VectorBinary::Flt => compare(FloatCc::Lt),
        VectorBinary::Fle => compare(FloatCc::Le),
    }
}
