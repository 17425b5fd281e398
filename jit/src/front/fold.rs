//! Constant folding, bit for bit what the compiled code would compute.

use super::tree::{BinaryOp, ExprKind, UnaryOp};
use super::types::{TypeId, TypeKind, Types};

/// A constant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Constant {
    Int(i64),
    Float(f64),
}

impl Constant {
    pub(crate) fn kind(self) -> ExprKind {
        match self {
            Self::Int(value) => ExprKind::Int(value),
            Self::Float(value) => ExprKind::Float(value),
        }
    }

    /// Does it compare unequal to 0?
    pub(crate) fn truth(self) -> bool {
        match self {
            Self::Int(value) => value != 0,
            Self::Float(value) => value != 0.0,
        }
    }
}

/// The constant that an expression is.
pub(crate) fn constant(kind: &ExprKind) -> Option<Constant> {
    match *kind {
        ExprKind::Int(value) => Some(Constant::Int(value)),
        ExprKind::Float(value) => Some(Constant::Float(value)),
        _ => None,
    }
}

/// The value modulo the type's width, sign- or zero-extended.
pub(crate) fn wrap(types: &Types, value: i64, ty: TypeId) -> i64 {
    match types.kind(ty) {
        TypeKind::Bool => i64::from(value != 0),
        TypeKind::Int { size: 1, signed: true, .. } => i64::from(value as i8),
        TypeKind::Int { size: 1, .. } => i64::from(value as u8),
        TypeKind::Int { size: 2, signed: true, .. } => i64::from(value as i16),
        TypeKind::Int { size: 2, .. } => i64::from(value as u16),
        TypeKind::Int { size: 4, signed: true, .. } => i64::from(value as i32),
        TypeKind::Int { size: 4, .. } | TypeKind::Pointer(_) => i64::from(value as u32),
        TypeKind::Int { size: 8, signed, rank } if rank < 64 => {
            let above = 64 - u32::from(rank);
            if signed { value << above >> above } else { ((value as u64) << above >> above) as i64 }
        }
        _ => value,
    }
}

/// Converts; `None` where C leaves the result undefined, so that it is computed at run time, if ever.
pub(crate) fn convert(types: &Types, value: Constant, from: TypeId, to: TypeId) -> Option<Constant> {
    let integer = types.is_integer(to) || types.is_pointer(to);
    match value {
        Constant::Int(v) if integer => Some(Constant::Int(wrap(types, v, to))),
        Constant::Int(v) => {
            let unsigned = !types.is_signed(from);
            match to {
                TypeId::FLOAT if unsigned => Some(Constant::Float(f64::from(v as u64 as f32))),
                TypeId::FLOAT => Some(Constant::Float(f64::from(v as f32))),
                TypeId::DOUBLE | TypeId::LDOUBLE if unsigned => Some(Constant::Float(v as u64 as f64)),
                TypeId::DOUBLE | TypeId::LDOUBLE => Some(Constant::Float(v as f64)),
                _ => None,
            }
        }
        Constant::Float(v) => match to {
            TypeId::FLOAT => Some(Constant::Float(f64::from(v as f32))),
            TypeId::DOUBLE | TypeId::LDOUBLE => Some(Constant::Float(v)),
            TypeId::BOOL => Some(Constant::Int(i64::from(v != 0.0))),
            _ if !integer => None,
            _ => {
                let whole = v.trunc();
                let value = if (0.0..18_446_744_073_709_551_616.0).contains(&whole) {
                    whole as u64 as i64
                } else {
                    whole as i64
                };
                // It has to survive: a value outside of the type's range is undefined.
                let wrapped = wrap(types, value, to);
                let back = if types.is_signed(to) { wrapped as f64 } else { wrapped as u64 as f64 };
                (back == whole).then_some(Constant::Int(wrapped))
            }
        },
    }
}

/// One operand of this (promoted) type.
pub(crate) fn unary(types: &Types, op: UnaryOp, value: Constant, ty: TypeId) -> Option<Constant> {
    Some(match (op, value) {
        (UnaryOp::Not, v) => Constant::Int(i64::from(!v.truth())),
        (UnaryOp::Neg, Constant::Int(v)) => Constant::Int(wrap(types, v.wrapping_neg(), ty)),
        (UnaryOp::Neg, Constant::Float(v)) => Constant::Float(-v),
        (UnaryOp::BitNot, Constant::Int(v)) => Constant::Int(wrap(types, !v, ty)),
        (UnaryOp::BitNot, Constant::Float(_)) => return None,
    })
}

/// Two operands of type `ty` (shifts: the left one has it). `None` where it has to be computed at run time: division
/// by zero and the like, and NaNs, whose bits depend on the processor.
pub(crate) fn binary(types: &Types, op: BinaryOp, a: Constant, b: Constant, ty: TypeId) -> Option<Constant> {
    match (a, b) {
        (Constant::Int(a), Constant::Int(b)) => int_binary(types, op, a, b, ty).map(Constant::Int),
        (Constant::Float(a), Constant::Float(b)) => float_binary(op, a, b, ty == TypeId::FLOAT),
        _ => None,
    }
}

fn int_binary(types: &Types, op: BinaryOp, a: i64, b: i64, ty: TypeId) -> Option<i64> {
    let signed = types.is_signed(ty);
    let bits = types.size(ty) * 8;
    let (ua, ub) = (a as u64, b as u64);
    let less = if signed { a < b } else { ua < ub };
    let value = match op {
        BinaryOp::Add => a.wrapping_add(b),
        BinaryOp::Sub => a.wrapping_sub(b),
        BinaryOp::Mul => a.wrapping_mul(b),
        BinaryOp::Div | BinaryOp::Rem => {
            let overflow = signed && b == -1 && a == wrap(types, 1 << (bits - 1), ty);
            if b == 0 || overflow {
                return None;
            }
            match (op, signed) {
                (BinaryOp::Div, true) => a / b,
                (BinaryOp::Div, false) => (ua / ub) as i64,
                (_, true) => a % b,
                (_, false) => (ua % ub) as i64,
            }
        }
        BinaryOp::Shl | BinaryOp::Shr => {
            if ub >= u64::from(bits) {
                return None;
            }
            match (op, signed) {
                (BinaryOp::Shl, _) => a << ub,
                (_, true) => a >> ub,
                (_, false) => (ua >> ub) as i64,
            }
        }
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::Eq => return Some(i64::from(a == b)),
        BinaryOp::Ne => return Some(i64::from(a != b)),
        BinaryOp::Lt => return Some(i64::from(less)),
        BinaryOp::Ge => return Some(i64::from(!less)),
        BinaryOp::Le => return Some(i64::from(less || a == b)),
        BinaryOp::Gt => return Some(i64::from(!less && a != b)),
    };
    Some(wrap(types, value, ty))
}

fn float_binary(op: BinaryOp, a: f64, b: f64, single: bool) -> Option<Constant> {
    let value = match op {
        // Both are exact `f32`s then; rounding the double result once more gives the single one for these four
        // operations (Figueroa, "When is double rounding innocuous?", 1995).
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div => a / b,
        BinaryOp::Eq => return Some(Constant::Int(i64::from(a == b))),
        BinaryOp::Ne => return Some(Constant::Int(i64::from(a != b))),
        BinaryOp::Lt => return Some(Constant::Int(i64::from(a < b))),
        BinaryOp::Le => return Some(Constant::Int(i64::from(a <= b))),
        BinaryOp::Gt => return Some(Constant::Int(i64::from(a > b))),
        BinaryOp::Ge => return Some(Constant::Int(i64::from(a >= b))),
        _ => return None,
    };
    let value = if single { f64::from(value as f32) } else { value };
    (!value.is_nan()).then_some(Constant::Float(value))
}
