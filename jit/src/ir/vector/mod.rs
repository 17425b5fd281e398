//! Operations on vectors.
//!
//! A vector value is 16 or 32 bytes ([`Type::V128`], [`Type::V256`]); each operation says what lanes it sees in them.
//! Lane 0 is in the lowest bytes, as in memory. No operation traps. Which lanes an operation takes is what x86 does in
//! an instruction or two; the rest the vectoriser has to do without. Only `long` mode's backend and the interpreter
//! have vectors: the vectoriser makes none for `segmented` mode, and IR text that has them is refused there.

mod eval;
pub(crate) mod text;

pub use eval::{Bytes, eval};

#[cfg(test)]
mod tests;

use super::{Function, Op, Type, Value};

/// What a vector is divided into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Lane {
    I8,
    I16,
    I32,
    I64,
    F32,
    F64,
}

impl Lane {
    /// Its size.
    #[must_use]
    pub const fn bytes(self) -> u32 {
        match self {
            Self::I8 => 1,
            Self::I16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::I64 | Self::F64 => 8,
        }
    }

    /// Is it a floating-point number?
    #[must_use]
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// The scalar type that holds such a lane.
    #[must_use]
    pub const fn scalar(self) -> Type {
        match self {
            Self::I8 | Self::I16 | Self::I32 => Type::I32,
            Self::I64 => Type::I64,
            Self::F32 => Type::F32,
            Self::F64 => Type::F64,
        }
    }

    /// The integer lane of so many bytes.
    #[must_use]
    pub const fn int(bytes: u32) -> Option<Self> {
        Some(match bytes {
            1 => Self::I8,
            2 => Self::I16,
            4 => Self::I32,
            8 => Self::I64,
            _ => return None,
        })
    }
}

/// Two operands, lane by lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VectorBinary {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product; of integers of 2 or 4 bytes, and floats.
    Mul,
    /// Quotient of floats.
    Div,
    /// Bitwise; of integers.
    And,
    /// Bitwise; of integers.
    Or,
    /// Bitwise; of integers.
    Xor,
    /// The lesser signed integer, of up to 4 bytes.
    Smin,
    /// The greater signed integer, of up to 4 bytes.
    Smax,
    /// The lesser unsigned integer, of up to 4 bytes.
    Umin,
    /// The greater unsigned integer, of up to 4 bytes.
    Umax,
    /// All ones where integers are equal, else zero.
    Eq,
    /// All ones where the first signed integer is greater, else zero.
    Sgt,
    /// All ones where floats are equal, else zero.
    Feq,
    /// All ones where floats differ or are unordered, else zero.
    Fne,
    /// All ones where the first float is less, else zero.
    Flt,
    /// All ones where the first float is less or equal, else zero.
    Fle,
}

/// A shift of each lane by the same number of bits, which is less than the lane has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VectorShift {
    /// Left; of integers of 2 bytes and more.
    Shl,
    /// Right, zeros in; of integers of 2 bytes and more.
    Lshr,
    /// Right, the sign in; of integers of 2 or 4 bytes.
    Ashr,
}

/// Change of a lane's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VectorConvert {
    /// `i32` to `f32`.
    IntToFloat,
    /// `f32` to `i32`, towards zero; out of range gives the minimum.
    FloatToInt,
    /// The low lanes of a `v128`: `i32` to `f64`.
    IntToDouble,
    /// `f64` to `i32`, towards zero, into the low lanes of a `v128`; the others are zero.
    DoubleToInt,
    /// The low lanes of a `v128`: `f32` to `f64`.
    Promote,
    /// `f64` to `f32`, into the low lanes of a `v128`; the others are zero.
    Demote,
}

/// An operation on vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VectorOp {
    /// These bytes; a `v256` has them in both halves.
    Const(Type, [u8; 16]),
    /// The scalar's lowest bits in each lane.
    Splat(Type, Lane),
    /// A `v128` with the scalar in lane 0 and zeros in the others; of 4 and 8 bytes.
    FromScalar(Lane),
    /// Lane 0 of a `v128`; narrow integers zero-extended.
    ToScalar(Lane),
    /// The low half of a `v256`.
    Low,
    /// The high half of a `v256`.
    High,
    /// Low and high half.
    Join,
    /// Lane by lane.
    Binary(VectorBinary, Lane),
    /// Each lane by so many bits.
    Shift(VectorShift, Lane, u8),
    /// Square root of floats.
    Sqrt(Lane),
    /// The bits of the second operand where the first has ones, of the third elsewhere. The first operand's bytes are
    /// all ones or zero, as comparisons make them.
    Blend,
    /// The lanes of a `v128` from the lowest, extended to twice their size, as many as the result holds.
    Widen {
        /// By their sign.
        signed: bool,
        /// The lanes to extend.
        from: Lane,
        /// Of the result.
        ty: Type,
    },
    /// The signed lanes of two `v128` as lanes of half their size; what does not fit becomes the nearest that does.
    Pack {
        /// The result's lanes are signed.
        signed: bool,
        /// The operands' lanes, of 2 or 4 bytes.
        from: Lane,
    },
    /// The bytes of a `v128` whose numbers, modulo 16, the bytes of another one are; zero for those from 0x80 on.
    Shuffle,
    /// A `v128` shifted right by so many bytes, up to 15, zeros in.
    ByteShift(u8),
    /// Lanes of the low halves of two `v128`, alternating.
    UnpackLow(Lane),
    /// Lanes of the high halves of two `v128`, alternating.
    UnpackHigh(Lane),
    /// Change of the lanes' type, to a result of this type.
    Convert(VectorConvert, Type),
}

/// The operands of a vector operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Args {
    list: [Value; 3],
    len: u8,
}

impl Args {
    /// Up to three operands.
    #[must_use]
    pub fn new(args: &[Value]) -> Self {
        let mut list = [Value(0); 3];
        let len = args.len().min(3);
        list[..len].copy_from_slice(&args[..len]);
        Self { list, len: len as u8 }
    }

    /// The operands in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Value] {
        &self.list[..usize::from(self.len)]
    }

    /// The same, to replace them.
    pub fn as_mut_slice(&mut self) -> &mut [Value] {
        &mut self.list[..usize::from(self.len)]
    }
}

/// What the machine must have for vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Features {
    /// What every x86-64 has: 16 bytes, SSE2.
    #[default]
    Sse2,
    /// 32 bytes, and all operations: AVX2.
    Avx2,
}

impl VectorOp {
    /// How many operands it takes.
    #[must_use]
    pub const fn arity(self) -> usize {
        match self {
            Self::Const(..) => 0,
            Self::Join
            | Self::Binary(..)
            | Self::Pack { .. }
            | Self::Shuffle
            | Self::UnpackLow(_)
            | Self::UnpackHigh(_) => 2,
            Self::Blend => 3,
            _ => 1,
        }
    }

    /// The type of the result on operands of these types; nothing if they do not fit, or if the lanes are none that
    /// the operation takes.
    #[must_use]
    pub fn result(self, args: &[Type]) -> Option<Type> {
        const V128: Type = Type::V128;
        const V256: Type = Type::V256;
        if args.len() != self.arity() {
            return None;
        }
        let same = || args.first().copied().filter(|ty| ty.is_vector() && args.iter().all(|other| other == ty));
        let take = |want: Type, result: Type| args.iter().all(|ty| *ty == want).then_some(result);
        match self {
            Self::Const(ty, _) => ty.is_vector().then_some(ty),
            Self::Splat(ty, lane) if ty.is_vector() => take(lane.scalar(), ty),
            Self::FromScalar(lane) if lane.bytes() >= 4 => take(lane.scalar(), V128),
            Self::ToScalar(lane) => take(V128, lane.scalar()),
            Self::Low | Self::High => take(V256, V128),
            Self::Join => take(V128, V256),
            Self::Binary(op, lane) if op.takes(lane) => same(),
            Self::Shift(op, lane, by) if op.takes(lane) && u32::from(by) < 8 * lane.bytes() => same(),
            Self::Sqrt(lane) if lane.is_float() => same(),
            Self::Blend => same(),
            Self::Widen { from: Lane::I8 | Lane::I16 | Lane::I32, ty, .. } if ty.is_vector() => take(V128, ty),
            Self::Pack { from: Lane::I16 | Lane::I32, .. } | Self::Shuffle => take(V128, V128),
            Self::ByteShift(by) if by < 16 => take(V128, V128),
            Self::UnpackLow(lane) | Self::UnpackHigh(lane) if !lane.is_float() => take(V128, V128),
            Self::Convert(op, ty) => match op {
                VectorConvert::IntToFloat | VectorConvert::FloatToInt => same().filter(|arg| *arg == ty),
                VectorConvert::IntToDouble | VectorConvert::Promote => take(V128, ty).filter(|ty| ty.is_vector()),
                VectorConvert::DoubleToInt | VectorConvert::Demote => same().and((ty == V128).then_some(ty)),
            },
            _ => None,
        }
    }

    /// What the machine must have for it, beside the width of its operands.
    #[must_use]
    pub fn needs(self, args: &[Type]) -> Features {
        use VectorBinary::{Eq, Mul, Sgt, Smax, Smin, Umax, Umin};
        let wide = args.contains(&Type::V256) || self.result(args) == Some(Type::V256);
        let modern = match self {
            Self::Binary(Mul, lane) => lane == Lane::I32,
            Self::Binary(Smin | Smax, lane) => lane != Lane::I16,
            Self::Binary(Umin | Umax, lane) => lane != Lane::I8,
            Self::Binary(Eq | Sgt, lane) => lane == Lane::I64,
            Self::Shuffle => true,
            Self::Pack { signed, from } => !signed && from == Lane::I32,
            _ => false,
        };
        if wide || modern { Features::Avx2 } else { Features::Sse2 }
    }
}

impl VectorBinary {
    /// Is there this operation on these lanes?
    #[must_use]
    pub const fn takes(self, lane: Lane) -> bool {
        match self {
            Self::Add | Self::Sub => true,
            Self::Mul => !matches!(lane, Lane::I8 | Lane::I64),
            Self::And | Self::Or | Self::Xor | Self::Eq | Self::Sgt => !lane.is_float(),
            Self::Smin | Self::Smax | Self::Umin | Self::Umax => matches!(lane, Lane::I8 | Lane::I16 | Lane::I32),
            Self::Div | Self::Feq | Self::Fne | Self::Flt | Self::Fle => lane.is_float(),
        }
    }
}

impl VectorShift {
    /// Is there this operation on these lanes?
    #[must_use]
    pub const fn takes(self, lane: Lane) -> bool {
        match self {
            Self::Shl | Self::Lshr => matches!(lane, Lane::I16 | Lane::I32 | Lane::I64),
            Self::Ashr => matches!(lane, Lane::I16 | Lane::I32),
        }
    }
}

/// What the vectors of a function need of the machine, and the bytes of its widest one; nothing if it has none.
#[must_use]
pub fn needs(function: &Function) -> Option<(Features, u32)> {
    let widest = function.values.iter().map(|value| value.ty.size()).max().filter(|size| *size > 8)?;
    let mut needs = if widest > 16 { Features::Avx2 } else { Features::Sse2 };
    for inst in &function.insts {
        if let Op::Vector(op, args) = inst.op {
            let mut types = [Type::I32; 3];
            let args = args.as_slice();
            types.iter_mut().zip(args).for_each(|(ty, arg)| *ty = function.values[arg.index()].ty);
            needs = needs.max(op.needs(&types[..args.len()]));
        }
    }
    Some((needs, widest))
}
