//! Conversions between scalar types.

use super::Lower;
use crate::ir::{ConvOp, FloatCc, IntCc, Type, UnOp, Value};
use guest_abi::Ty;

/// Signed integer type?
pub(super) fn is_signed(ty: Ty) -> bool {
    matches!(ty, Ty::I8 | Ty::I16 | Ty::I32 | Ty::I64)
}

/// `float` or `double`?
pub(super) fn is_float(ty: Ty) -> bool {
    matches!(ty, Ty::F32 | Ty::F64)
}

/// Are all values of `from`, extended, values of `to`, extended?
fn contains(to: Ty, from: Ty) -> bool {
    match (is_signed(to), is_signed(from)) {
        (true, true) | (false, false) => to.size() >= from.size(),
        (true, false) => to.size() > from.size(),
        (false, true) => to.size() >= 4,
    }
}

impl Lower<'_> {
    /// A value of this type that comes from the other side of a call, with anything above its width.
    pub(super) fn arrived(&mut self, ty: Ty, value: Value) -> Value {
        match ty {
            Ty::Bool => {
                let byte = self.b.unary(UnOp::Zext8, value);
                self.truth(Ty::U8, byte)
            }
            Ty::I8 | Ty::U8 | Ty::I16 | Ty::U16 => self.narrow(ty, value),
            _ => value,
        }
    }

    /// 1 if the scalar compares unequal to 0, else 0.
    pub(super) fn truth(&mut self, ty: Ty, value: Value) -> Value {
        self.compare_zero(ty, value, IntCc::Ne, FloatCc::Ne)
    }

    /// Compares a scalar with 0.
    pub(super) fn compare_zero(&mut self, ty: Ty, value: Value, int: IntCc, float: FloatCc) -> Value {
        let zero = self.b.constant_of(Type::from(ty), 0);
        if is_float(ty) { self.b.float_cmp(float, value, zero) } else { self.b.int_cmp(int, value, zero) }
    }

    /// Keeps of an `i32` what fits into `ty`.
    fn narrow(&mut self, ty: Ty, value: Value) -> Value {
        let op = match ty {
            Ty::I8 => UnOp::Sext8,
            Ty::U8 => UnOp::Zext8,
            Ty::I16 => UnOp::Sext16,
            Ty::U16 => UnOp::Zext16,
            _ => return value,
        };
        self.b.unary(op, value)
    }

    /// Converts a scalar as C does.
    pub(super) fn convert(&mut self, value: Value, from: Ty, to: Ty) -> Value {
        if from == to {
            return value;
        }
        match (is_float(from), is_float(to)) {
            _ if to == Ty::Bool => self.truth(from, value),
            (true, true) => self.b.convert(if to == Ty::F64 { ConvOp::Promote } else { ConvOp::Demote }, value),
            (true, false) => {
                let value = match to {
                    Ty::U32 | Ty::U64 | Ty::Ptr => self.b.convert(ConvOp::FloatToUint(Type::from(to)), value),
                    _ => self.b.convert(ConvOp::FloatToInt(Type::from(to)), value),
                };
                self.narrow(to, value)
            }
            (false, true) => {
                let op = match from {
                    Ty::U32 | Ty::U64 | Ty::Ptr => ConvOp::UintToFloat(Type::from(to)),
                    _ => ConvOp::IntToFloat(Type::from(to)),
                };
                self.b.convert(op, value)
            }
            (false, false) => self.convert_int(value, from, to),
        }
    }

    fn convert_int(&mut self, value: Value, from: Ty, to: Ty) -> Value {
        match (Type::from(from), Type::from(to)) {
            (Type::I32, Type::I64) if is_signed(from) => self.b.convert(ConvOp::Sext32, value),
            (Type::I32, Type::I64) => self.b.convert(ConvOp::Zext32, value),
            (Type::I64, Type::I32) => {
                let low = self.b.convert(ConvOp::Wrap, value);
                self.narrow(to, low)
            }
            _ if contains(to, from) => value,
            _ => self.narrow(to, value),
        }
    }
}
