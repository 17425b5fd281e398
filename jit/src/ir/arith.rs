//! What the IR's operators compute: pure functions over the bits of values, exactly as the IR's documentation
//! says. The constant folder, the optimiser and the interpreter all use these, so that they cannot disagree.
//!
//! A value travels as a `u64`: an `i32` zero-extended, an `i64` as it is, a float as its bits. Operands may have
//! anything above their width; results have zeros there.
//!
//! Floats give NaNs as SSE does, so that results are the same bits in every engine: the first operand that is a
//! NaN, made quiet, else the "default" NaN with its sign set. (Rust leaves a NaN's bits open.)

use super::{BinOp, ConvOp, FloatCc, IntCc, Type, UnOp};

/// `a op b` in type `ty`; `None` where the IR says that the instruction traps, or if `op` and `ty` do not fit.
#[must_use]
pub fn binary(op: BinOp, ty: Type, a: u64, b: u64) -> Option<u64> {
    match ty {
        Type::I32 => binary32(op, a as u32, b as u32).map(u64::from),
        Type::I64 => binary64(op, a, b),
        Type::F32 => float32(op, a as u32, b as u32).map(u64::from),
        Type::F64 => float64(op, a, b),
        Type::V128 | Type::V256 => None,
    }
}

macro_rules! int_binary {
    ($name:ident, $u:ty, $s:ty) => {
        fn $name(op: BinOp, a: $u, b: $u) -> Option<$u> {
            Some(match op {
                BinOp::Add => a.wrapping_add(b),
                BinOp::Sub => a.wrapping_sub(b),
                BinOp::Mul => a.wrapping_mul(b),
                BinOp::Sdiv => (a as $s).checked_div(b as $s)? as $u,
                BinOp::Udiv => a.checked_div(b)?,
                BinOp::Srem => (a as $s).checked_rem(b as $s)? as $u,
                BinOp::Urem => a.checked_rem(b)?,
                BinOp::And => a & b,
                BinOp::Or => a | b,
                BinOp::Xor => a ^ b,
                // The amount is taken modulo the width.
                BinOp::Shl => a.wrapping_shl(b as u32),
                BinOp::Lshr => a.wrapping_shr(b as u32),
                BinOp::Ashr => (a as $s).wrapping_shr(b as u32) as $u,
                BinOp::Fadd | BinOp::Fsub | BinOp::Fmul | BinOp::Fdiv => return None,
            })
        }
    };
}

int_binary!(binary32, u32, i32);
int_binary!(binary64, u64, i64);

/// The bit that makes an `f32` NaN quiet.
const QUIET32: u32 = 1 << 22;
/// The bit that makes an `f64` NaN quiet.
const QUIET64: u64 = 1 << 51;
/// What SSE gives for an invalid `f32` operation.
const DEFAULT_NAN32: u32 = 0xffc0_0000;
/// What SSE gives for an invalid `f64` operation.
const DEFAULT_NAN64: u64 = 0xfff8_0000_0000_0000;

macro_rules! float_binary {
    ($name:ident, $f:ty, $u:ty, $quiet:expr, $default:expr) => {
        fn $name(op: BinOp, a: $u, b: $u) -> Option<$u> {
            let (x, y) = (<$f>::from_bits(a), <$f>::from_bits(b));
            let r = match op {
                BinOp::Fadd => x + y,
                BinOp::Fsub => x - y,
                BinOp::Fmul => x * y,
                BinOp::Fdiv => x / y,
                _ => return None,
            };
            Some(match () {
                () if !r.is_nan() => r.to_bits(),
                () if x.is_nan() => a | $quiet,
                () if y.is_nan() => b | $quiet,
                () => $default,
            })
        }
    };
}

float_binary!(float32, f32, u32, QUIET32, DEFAULT_NAN32);
float_binary!(float64, f64, u64, QUIET64, DEFAULT_NAN64);

/// `op a` in type `ty`; `None` if they do not fit.
#[must_use]
pub fn unary(op: UnOp, ty: Type, a: u64) -> Option<u64> {
    let low = a as u32;
    Some(match (op, ty) {
        (UnOp::Neg, Type::I32) => u64::from(low.wrapping_neg()),
        (UnOp::Neg, Type::I64) => a.wrapping_neg(),
        (UnOp::Not, Type::I32) => u64::from(!low),
        (UnOp::Not, Type::I64) => !a,
        (UnOp::Fneg, Type::F32) => u64::from(low ^ (1 << 31)),
        (UnOp::Fneg, Type::F64) => a ^ (1 << 63),
        (UnOp::Sext8, Type::I32) => u64::from(i32::from(a as i8) as u32),
        (UnOp::Sext16, Type::I32) => u64::from(i32::from(a as i16) as u32),
        (UnOp::Zext8, Type::I32) => a & 0xff,
        (UnOp::Zext16, Type::I32) => a & 0xffff,
        (UnOp::Clz, Type::I32) => u64::from(low.leading_zeros()),
        (UnOp::Clz, Type::I64) => u64::from(a.leading_zeros()),
        (UnOp::Ctz, Type::I32) => u64::from(low.trailing_zeros()),
        (UnOp::Ctz, Type::I64) => u64::from(a.trailing_zeros()),
        (UnOp::Bswap, Type::I32) => u64::from(low.swap_bytes()),
        (UnOp::Bswap, Type::I64) => a.swap_bytes(),
        (UnOp::Fabs, Type::F32) => u64::from(low & !(1 << 31)),
        (UnOp::Fabs, Type::F64) => a & !(1 << 63),
        (UnOp::Fsqrt, Type::F32) => u64::from(match f32::from_bits(low) {
            f if f.is_nan() => low | QUIET32,
            f if f < 0.0 => DEFAULT_NAN32,
            f => f.sqrt().to_bits(),
        }),
        (UnOp::Fsqrt, Type::F64) => match f64::from_bits(a) {
            f if f.is_nan() => a | QUIET64,
            f if f < 0.0 => DEFAULT_NAN64,
            f => f.sqrt().to_bits(),
        },
        _ => return None,
    })
}

/// Type of the result of `op` on an operand of type `from`; `None` if they do not fit.
#[must_use]
pub fn convert_type(op: ConvOp, from: Type) -> Option<Type> {
    let float = |t: Type| matches!(t, Type::F32 | Type::F64);
    match op {
        ConvOp::Wrap => (from == Type::I64).then_some(Type::I32),
        ConvOp::Sext32 | ConvOp::Zext32 => (from == Type::I32).then_some(Type::I64),
        ConvOp::Promote => (from == Type::F32).then_some(Type::F64),
        ConvOp::Demote => (from == Type::F64).then_some(Type::F32),
        ConvOp::IntToFloat(to) | ConvOp::UintToFloat(to) => (from.is_int() && float(to)).then_some(to),
        ConvOp::FloatToInt(to) | ConvOp::FloatToUint(to) => (float(from) && to.is_int()).then_some(to),
        ConvOp::Bitcast(to) => (from.size() == to.size() && float(from) != float(to) && from.size() <= 8).then_some(to),
    }
}

/// `op a` for an operand of type `from`; `None` if they do not fit.
#[must_use]
pub fn convert(op: ConvOp, from: Type, a: u64) -> Option<u64> {
    let to = convert_type(op, from)?;
    let low = a as u32;
    Some(match op {
        ConvOp::Wrap | ConvOp::Zext32 => u64::from(low),
        ConvOp::Sext32 => i64::from(low as i32) as u64,
        ConvOp::Promote => promote(low),
        ConvOp::Demote => u64::from(demote(a)),
        ConvOp::IntToFloat(_) => match (from, to) {
            (Type::I32, Type::F32) => f32_bits(low as i32 as f32),
            (Type::I32, _) => f64::from(low as i32).to_bits(),
            (_, Type::F32) => f32_bits(a as i64 as f32),
            (_, _) => (a as i64 as f64).to_bits(),
        },
        ConvOp::UintToFloat(_) => match (from, to) {
            (Type::I32, Type::F32) => f32_bits(low as f32),
            (Type::I32, _) => f64::from(low).to_bits(),
            (_, Type::F32) => f32_bits(a as f32),
            (_, _) => (a as f64).to_bits(),
        },
        ConvOp::FloatToInt(_) => float_to_int(to, widen(from, a)),
        ConvOp::FloatToUint(_) => float_to_uint(to, widen(from, a)),
        ConvOp::Bitcast(_) => {
            if to.size() == 4 {
                u64::from(low)
            } else {
                a
            }
        }
    })
}

fn f32_bits(f: f32) -> u64 {
    u64::from(f.to_bits())
}

/// The float's value; exact, since every `f32` is an `f64`.
fn widen(ty: Type, a: u64) -> f64 {
    if ty == Type::F32 { f64::from(f32::from_bits(a as u32)) } else { f64::from_bits(a) }
}

/// `cvtss2sd`: a NaN keeps its sign and payload and becomes quiet.
fn promote(a: u32) -> u64 {
    let f = f32::from_bits(a);
    if !f.is_nan() {
        return f64::from(f).to_bits();
    }
    (u64::from(a >> 31) << 63) | (0x7ff << 52) | QUIET64 | (u64::from(a & 0x7f_ffff) << 29)
}

/// `cvtsd2ss`: a NaN keeps its sign and the upper part of its payload and becomes quiet.
fn demote(a: u64) -> u32 {
    let f = f64::from_bits(a);
    if !f.is_nan() {
        return (f as f32).to_bits();
    }
    ((a >> 63) as u32) << 31 | (0xff << 23) | QUIET32 | ((a >> 29) as u32 & 0x7f_ffff)
}

/// `cvttsd2si`: towards zero, and the type's minimum for what does not fit.
fn float_to_int(to: Type, f: f64) -> u64 {
    let t = f.trunc();
    if to == Type::I32 {
        let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&t);
        u64::from(if fits { t as i32 } else { i32::MIN } as u32)
    } else {
        // 2^63 itself does not fit, and is the next float above the largest that does.
        let fits = (-(2f64.powi(63))..2f64.powi(63)).contains(&t);
        (if fits { t as i64 } else { i64::MIN }) as u64
    }
}

/// What the usual `long` mode sequences give: by way of a signed 64-bit conversion.
fn float_to_uint(to: Type, f: f64) -> u64 {
    if to == Type::I32 {
        float_to_int(Type::I64, f) & 0xffff_ffff
    } else if f < 2f64.powi(63) {
        float_to_int(Type::I64, f)
    } else {
        float_to_int(Type::I64, f - 2f64.powi(63)) ^ (1 << 63)
    }
}

/// Whether `a cc b` holds for integers of type `ty`.
#[must_use]
pub fn int_cmp(cc: IntCc, ty: Type, a: u64, b: u64) -> bool {
    let (ua, ub, sa, sb) = if ty == Type::I64 {
        (a, b, a as i64, b as i64)
    } else {
        (a & 0xffff_ffff, b & 0xffff_ffff, i64::from(a as i32), i64::from(b as i32))
    };
    match cc {
        IntCc::Eq => ua == ub,
        IntCc::Ne => ua != ub,
        IntCc::Slt => sa < sb,
        IntCc::Sle => sa <= sb,
        IntCc::Sgt => sa > sb,
        IntCc::Sge => sa >= sb,
        IntCc::Ult => ua < ub,
        IntCc::Ule => ua <= ub,
        IntCc::Ugt => ua > ub,
        IntCc::Uge => ua >= ub,
    }
}

/// Whether `a cc b` holds for floats of type `ty`.
#[must_use]
pub fn float_cmp(cc: FloatCc, ty: Type, a: u64, b: u64) -> bool {
    let (x, y) = (widen(ty, a), widen(ty, b));
    match cc {
        FloatCc::Eq => x == y,
        FloatCc::Ne => x != y,
        FloatCc::Lt => x < y,
        FloatCc::Le => x <= y,
        FloatCc::Gt => x > y,
        FloatCc::Ge => x >= y,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIN32: u64 = 0x8000_0000;
    const MIN64: u64 = 1 << 63;
    const MINUS1_32: u64 = 0xffff_ffff;

    #[test]
    fn division_traps_where_the_processor_does() {
        assert_eq!(binary(BinOp::Sdiv, Type::I32, MIN32, MINUS1_32), None);
        assert_eq!(binary(BinOp::Srem, Type::I32, MIN32, MINUS1_32), None);
        assert_eq!(binary(BinOp::Sdiv, Type::I64, MIN64, u64::MAX), None);
        assert_eq!(binary(BinOp::Urem, Type::I64, 5, 0), None);
        assert_eq!(binary(BinOp::Udiv, Type::I32, MIN32, MINUS1_32), Some(0));
        assert_eq!(binary(BinOp::Sdiv, Type::I32, MINUS1_32 - 6, 2), Some(0xffff_fffd));
        assert_eq!(binary(BinOp::Srem, Type::I32, MINUS1_32 - 6, 2), Some(MINUS1_32));
    }

    #[test]
    fn garbage_above_the_width_is_ignored() {
        let garbage = 0xdead_beef_0000_0000;
        assert_eq!(binary(BinOp::Add, Type::I32, garbage | 1, garbage | 2), Some(3));
        assert_eq!(binary(BinOp::Shl, Type::I32, 1, garbage | 33), Some(2));
        assert!(int_cmp(IntCc::Eq, Type::I32, garbage, 0));
        assert!(int_cmp(IntCc::Slt, Type::I32, garbage | MIN32, 0));
    }

    #[test]
    fn shifts_take_the_amount_modulo_the_width() {
        assert_eq!(binary(BinOp::Ashr, Type::I32, MIN32, 63), Some(MINUS1_32));
        assert_eq!(binary(BinOp::Lshr, Type::I64, MIN64, 127), Some(1));
        assert_eq!(binary(BinOp::Shl, Type::I64, 1, 64), Some(1));
    }

    #[test]
    fn invalid_float_operations_give_the_default_nan() {
        let inf = f64::INFINITY.to_bits();
        assert_eq!(binary(BinOp::Fsub, Type::F64, inf, inf), Some(DEFAULT_NAN64));
        assert_eq!(binary(BinOp::Fdiv, Type::F32, 0, 0), Some(u64::from(DEFAULT_NAN32)));
        let signalling = 0x7f80_0001;
        assert_eq!(binary(BinOp::Fadd, Type::F32, 0x3f80_0000, signalling), Some(0x7fc0_0001));
    }

    #[test]
    fn bit_counts_cover_zero() {
        assert_eq!(unary(UnOp::Clz, Type::I32, 1 << 40), Some(32), "bits above the width do not count");
        assert_eq!(unary(UnOp::Ctz, Type::I32, 1 << 40), Some(32));
        assert_eq!(unary(UnOp::Clz, Type::I64, 0), Some(64));
        assert_eq!(unary(UnOp::Ctz, Type::I64, 1 << 40), Some(40));
        assert_eq!(unary(UnOp::Bswap, Type::I32, 0x0102_0304), Some(0x0403_0201));
    }

    #[test]
    fn square_roots_of_what_has_none() {
        assert_eq!(unary(UnOp::Fsqrt, Type::F64, (-1f64).to_bits()), Some(DEFAULT_NAN64));
        assert_eq!(unary(UnOp::Fsqrt, Type::F64, MIN64), Some(MIN64), "-0.0");
        assert_eq!(unary(UnOp::Fsqrt, Type::F32, 0xff80_0001), Some(0xffc0_0001));
        assert_eq!(unary(UnOp::Fsqrt, Type::F32, f32_bits(2.25)), Some(f32_bits(1.5)));
    }

    #[test]
    fn nans_keep_their_payload_through_conversions() {
        assert_eq!(convert(ConvOp::Promote, Type::F32, 0xff80_0001), Some(0xfff8_0000_2000_0000));
        assert_eq!(convert(ConvOp::Demote, Type::F64, 0x7ff0_0000_2000_0000), Some(0x7fc0_0001));
        assert_eq!(convert(ConvOp::Promote, Type::F32, 0x3f80_0000), Some(1f64.to_bits()));
    }

    #[test]
    fn float_to_int_out_of_range_gives_the_minimum() {
        let to = |ty, f: f64| convert(ConvOp::FloatToInt(ty), Type::F64, f.to_bits());
        assert_eq!(to(Type::I32, -1.9), Some(MINUS1_32));
        assert_eq!(to(Type::I32, 2_147_483_647.9), Some(0x7fff_ffff));
        assert_eq!(to(Type::I32, 2_147_483_648.0), Some(MIN32));
        assert_eq!(to(Type::I32, -2_147_483_648.9), Some(MIN32));
        assert_eq!(to(Type::I32, f64::NAN), Some(MIN32));
        assert_eq!(to(Type::I64, 9.3e18), Some(MIN64));
        assert_eq!(to(Type::I64, f64::NAN), Some(MIN64));
    }

    #[test]
    fn unsigned_conversions_cover_their_range() {
        let to = |ty, f: f64| convert(ConvOp::FloatToUint(ty), Type::F64, f.to_bits());
        assert_eq!(to(Type::I32, 4_294_967_295.0), Some(MINUS1_32));
        assert_eq!(to(Type::I64, 1.8e19), Some(18_000_000_000_000_000_000));
        let from = convert(ConvOp::UintToFloat(Type::F32), Type::I64, u64::MAX);
        assert_eq!(from, Some(f32_bits(18_446_744_073_709_551_616.0)));
        assert_eq!(convert(ConvOp::UintToFloat(Type::F64), Type::I32, MIN32), Some(2_147_483_648f64.to_bits()));
    }

    #[test]
    fn comparisons_with_nan_are_false_but_for_ne() {
        let nan = f32_bits(f32::NAN);
        for cc in [FloatCc::Eq, FloatCc::Lt, FloatCc::Le, FloatCc::Gt, FloatCc::Ge] {
            assert!(!float_cmp(cc, Type::F32, nan, nan));
        }
        assert!(float_cmp(FloatCc::Ne, Type::F32, nan, nan));
        assert!(float_cmp(FloatCc::Eq, Type::F64, MIN64, 0), "-0.0 == 0.0");
    }

    #[test]
    fn operators_of_the_wrong_type_are_refused() {
        assert_eq!(binary(BinOp::Fadd, Type::I32, 1, 2), None);
        assert_eq!(binary(BinOp::And, Type::F64, 1, 2), None);
        assert_eq!(unary(UnOp::Sext8, Type::I64, 1), None);
        assert_eq!(convert(ConvOp::Wrap, Type::I32, 1), None);
        assert_eq!(convert(ConvOp::Bitcast(Type::F64), Type::F32, 1), None);
    }
}
