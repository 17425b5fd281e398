//! The words of vector operations in the text form: a name, then types and lanes behind dots.
//!
//! ```text
//! vconst.v128 x"000102030405060708090a0b0c0d0e0f"      vadd.i16 v1, v2       vblend v1, v2, v3
//! vsplat.v256.i32 v1                                   vshl.i16 v1, 8        vwiden.v256.u8 v1
//! vpack.s16 v1, v2     vshuffle v1, v2     vbyteshift v1, 8     vconvert.v256.int_to_double v1
//! ```

use super::{Lane, VectorBinary, VectorConvert, VectorOp, VectorShift};
use crate::ir::Type;
use crate::ir::mnemonic::{self, Table, lookup, name};

const LANES: Table<Lane> = &[
    (Lane::I8, "i8"),
    (Lane::I16, "i16"),
    (Lane::I32, "i32"),
    (Lane::I64, "i64"),
    (Lane::F32, "f32"),
    (Lane::F64, "f64"),
];

const BINARY: Table<VectorBinary> = &[
    (VectorBinary::Add, "vadd"),
    (VectorBinary::Sub, "vsub"),
    (VectorBinary::Mul, "vmul"),
    (VectorBinary::Div, "vdiv"),
    (VectorBinary::And, "vand"),
    (VectorBinary::Or, "vor"),
    (VectorBinary::Xor, "vxor"),
    (VectorBinary::Smin, "vsmin"),
    (VectorBinary::Smax, "vsmax"),
    (VectorBinary::Umin, "vumin"),
    (VectorBinary::Umax, "vumax"),
    (VectorBinary::Eq, "veq"),
    (VectorBinary::Sgt, "vsgt"),
    (VectorBinary::Feq, "vfeq"),
    (VectorBinary::Fne, "vfne"),
    (VectorBinary::Flt, "vflt"),
    (VectorBinary::Fle, "vfle"),
];

const SHIFTS: Table<VectorShift> =
    &[(VectorShift::Shl, "vshl"), (VectorShift::Lshr, "vlshr"), (VectorShift::Ashr, "vashr")];

const WIDEN: Table<(bool, Lane)> = &[
    ((false, Lane::I8), "u8"),
    ((true, Lane::I8), "s8"),
    ((false, Lane::I16), "u16"),
    ((true, Lane::I16), "s16"),
    ((false, Lane::I32), "u32"),
    ((true, Lane::I32), "s32"),
];

const CONVERT: Table<VectorConvert> = &[
    (VectorConvert::IntToFloat, "int_to_float"),
    (VectorConvert::FloatToInt, "float_to_int"),
    (VectorConvert::IntToDouble, "int_to_double"),
    (VectorConvert::DoubleToInt, "double_to_int"),
    (VectorConvert::Promote, "promote"),
    (VectorConvert::Demote, "demote"),
];

/// An operation's word; what stands behind the operands is [`immediate`].
pub(crate) fn word(op: VectorOp) -> String {
    let lane = |lane| name(LANES, lane);
    let ty = |ty| name(mnemonic::TYPES, ty);
    match op {
        VectorOp::Const(t, _) => format!("vconst.{}", ty(t)),
        VectorOp::Splat(t, l) => format!("vsplat.{}.{}", ty(t), lane(l)),
        VectorOp::FromScalar(l) => format!("vfrom.{}", lane(l)),
        VectorOp::ToScalar(l) => format!("vto.{}", lane(l)),
        VectorOp::Low => "vlow".into(),
        VectorOp::High => "vhigh".into(),
        VectorOp::Join => "vjoin".into(),
        VectorOp::Binary(op, l) => format!("{}.{}", name(BINARY, op), lane(l)),
        VectorOp::Shift(op, l, _) => format!("{}.{}", name(SHIFTS, op), lane(l)),
        VectorOp::Sqrt(l) => format!("vsqrt.{}", lane(l)),
        VectorOp::Blend => "vblend".into(),
        VectorOp::Widen { signed, from, ty: t } => format!("vwiden.{}.{}", ty(t), name(WIDEN, (signed, from))),
        VectorOp::Pack { signed, from } => format!("vpack.{}", name(WIDEN, (signed, from))),
        VectorOp::Shuffle => "vshuffle".into(),
        VectorOp::ByteShift(_) => "vbyteshift".into(),
        VectorOp::UnpackLow(l) => format!("vunpack_low.{}", lane(l)),
        VectorOp::UnpackHigh(l) => format!("vunpack_high.{}", lane(l)),
        VectorOp::Convert(op, t) => format!("vconvert.{}.{}", ty(t), name(CONVERT, op)),
    }
}

/// What stands behind an operation's operands.
pub(crate) fn immediate(op: VectorOp) -> Option<String> {
    match op {
        VectorOp::Const(_, bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Some(format!("x\"{hex}\""))
        }
        VectorOp::Shift(_, _, by) | VectorOp::ByteShift(by) => Some(by.to_string()),
        _ => None,
    }
}

/// What immediate an operation has.
pub(crate) enum Immediate {
    None,
    Number,
    Bytes,
}

/// The operation of a word, with a zero in the place of its immediate.
pub(crate) fn parse(word: &str) -> Option<(VectorOp, Immediate)> {
    let mut parts = word.split('.');
    let head = parts.next()?;
    let (first, second) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let ty = || lookup(mnemonic::TYPES, first?);
    let one = |lane: Option<&str>| lookup(LANES, lane?);
    // A word with one part behind the name has a lane there, one with two a type and something else.
    if second.is_some() {
        let ty: Type = ty()?;
        let op = match head {
            "vsplat" => VectorOp::Splat(ty, one(second)?),
            "vwiden" => {
                let (signed, from) = lookup(WIDEN, second?)?;
                VectorOp::Widen { signed, from, ty }
            }
            "vconvert" => VectorOp::Convert(lookup(CONVERT, second?)?, ty),
            _ => return None,
        };
        return Some((op, Immediate::None));
    }
    if first.is_none() {
        return Some(match head {
            "vlow" => (VectorOp::Low, Immediate::None),
            "vhigh" => (VectorOp::High, Immediate::None),
            "vjoin" => (VectorOp::Join, Immediate::None),
            "vblend" => (VectorOp::Blend, Immediate::None),
            "vshuffle" => (VectorOp::Shuffle, Immediate::None),
            "vbyteshift" => (VectorOp::ByteShift(0), Immediate::Number),
            _ => return None,
        });
    }
    if head == "vconst" {
        return Some((VectorOp::Const(ty()?, [0; 16]), Immediate::Bytes));
    }
    if head == "vpack" {
        let (signed, from) = lookup(WIDEN, first?)?;
        return Some((VectorOp::Pack { signed, from }, Immediate::None));
    }
    let lane = one(first)?;
    if let Some(op) = lookup(SHIFTS, head) {
        return Some((VectorOp::Shift(op, lane, 0), Immediate::Number));
    }
    let op = match head {
        "vfrom" => VectorOp::FromScalar(lane),
        "vto" => VectorOp::ToScalar(lane),
        "vsqrt" => VectorOp::Sqrt(lane),
        "vunpack_low" => VectorOp::UnpackLow(lane),
        "vunpack_high" => VectorOp::UnpackHigh(lane),
        _ => VectorOp::Binary(lookup(BINARY, head)?, lane),
    };
    Some((op, Immediate::None))
}
