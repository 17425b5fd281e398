//! Constant folding and cheap algebra, on anything that knows its values: the SSA builder folds with it while it
//! builds, and passes over finished functions can use it as well.
//!
//! Nothing here changes what a program computes, to the bit: no rule touches floats unless all operands are
//! constants, and instructions that would trap stay.

use super::{BinOp, ConvOp, FloatCc, Function, IntCc, MemType, Op, Type, UnOp, Value, ValueDef, arith};

/// What the folder must know about values.
pub trait Values {
    /// The value's type.
    fn ty(&self, v: Value) -> Type;
    /// Its bits, if it is a constant.
    fn constant(&self, v: Value) -> Option<u64>;
    /// The instruction that defines it, if one does.
    fn op(&self, v: Value) -> Option<&Op>;
}

impl Values for Function {
    fn ty(&self, v: Value) -> Type {
        self.values[v.index()].ty
    }

    fn constant(&self, v: Value) -> Option<u64> {
        match *self.op(v)? {
            Op::Int(_, bits) | Op::F64(bits) => Some(bits),
            Op::F32(bits) => Some(u64::from(bits)),
            _ => None,
        }
    }

    fn op(&self, v: Value) -> Option<&Op> {
        match self.values[v.index()].def {
            ValueDef::Inst(inst) => Some(&self.insts[inst.index()].op),
            ValueDef::Param(..) => None,
        }
    }
}

/// Something simpler that computes the same.
#[derive(Debug, Clone, PartialEq)]
pub enum Folded {
    /// A constant of the instruction's type, by its bits.
    Const(u64),
    /// A value that exists already.
    Value(Value),
    /// This instruction.
    Op(Op),
    /// This operator on a value and a constant of its type.
    WithConst(BinOp, Value, u64),
}

fn mask(ty: Type) -> u64 {
    if ty.size() == 8 { u64::MAX } else { 0xffff_ffff }
}

/// Simplifies `a op b`.
#[must_use]
pub fn binary(f: &impl Values, op: BinOp, ty: Type, a: Value, b: Value) -> Option<Folded> {
    if let (Some(x), Some(y)) = (f.constant(a), f.constant(b)) {
        return arith::binary(op, ty, x, y).map(Folded::Const);
    }
    if matches!(op, BinOp::Fadd | BinOp::Fsub | BinOp::Fmul | BinOp::Fdiv) {
        return None;
    }
    if let Some(c) = f.constant(b) {
        return with_const(f, op, ty, a, c & mask(ty));
    }
    if let Some(c) = f.constant(a) {
        return match op {
            BinOp::Add | BinOp::Mul | BinOp::And | BinOp::Or | BinOp::Xor => {
                with_const(f, op, ty, b, c & mask(ty)).or(Some(Folded::Op(Op::Binary(op, b, a))))
            }
            BinOp::Sub if c & mask(ty) == 0 => Some(Folded::Op(Op::Unary(UnOp::Neg, b))),
            _ => None,
        };
    }
    match op {
        BinOp::Sub | BinOp::Xor if a == b => Some(Folded::Const(0)),
        BinOp::And | BinOp::Or if a == b => Some(Folded::Value(a)),
        _ => None,
    }
}

/// Simplifies `a op c` for integers.
fn with_const(f: &impl Values, op: BinOp, ty: Type, a: Value, c: u64) -> Option<Folded> {
    let ones = mask(ty);
    let power = c.is_power_of_two().then(|| u64::from(c.trailing_zeros()));
    // `(x op c1) op c2` for the operators where the constants can be combined first.
    let inner = |want: BinOp| match f.op(a) {
        Some(&Op::Binary(op, x, y)) if op == want => f.constant(y).map(|c1| (x, c1)),
        _ => None,
    };
    match op {
        BinOp::Add | BinOp::Or | BinOp::Xor if c == 0 => Some(Folded::Value(a)),
        BinOp::Add => inner(BinOp::Add).map(|(x, c1)| match c1.wrapping_add(c) & ones {
            0 => Folded::Value(x),
            sum => Folded::WithConst(BinOp::Add, x, sum),
        }),
        BinOp::Sub => {
            let negated = c.wrapping_neg() & ones;
            with_const(f, BinOp::Add, ty, a, negated).or(Some(Folded::WithConst(BinOp::Add, a, negated)))
        }
        BinOp::Mul | BinOp::And if c == 0 => Some(Folded::Const(0)),
        BinOp::Mul | BinOp::Sdiv | BinOp::Udiv if c == 1 => Some(Folded::Value(a)),
        BinOp::Srem | BinOp::Urem if c == 1 => Some(Folded::Const(0)),
        BinOp::Mul if c == ones => Some(Folded::Op(Op::Unary(UnOp::Neg, a))),
        BinOp::Mul => match (power, inner(BinOp::Mul)) {
            (Some(n), _) => Some(Folded::WithConst(BinOp::Shl, a, n)),
            (None, Some((x, c1))) => Some(Folded::WithConst(BinOp::Mul, x, c1.wrapping_mul(c) & ones)),
            (None, None) => None,
        },
        BinOp::Udiv => power.map(|n| Folded::WithConst(BinOp::Lshr, a, n)),
        BinOp::Urem => power.map(|_| Folded::WithConst(BinOp::And, a, c - 1)),
        BinOp::And if c == ones => Some(Folded::Value(a)),
        // A mask of low bits that keeps all bits that may be set. (All ones are dealt with, so c + 1 is in range.)
        BinOp::And if !c & unsigned_bound(f, a) == 0 && c & (c + 1) == 0 => Some(Folded::Value(a)),
        BinOp::And => inner(BinOp::And).map(|(x, c1)| match c1 & c {
            0 => Folded::Const(0),
            both => Folded::WithConst(BinOp::And, x, both),
        }),
        BinOp::Or if c == ones => Some(Folded::Const(ones)),
        BinOp::Xor if c == ones => Some(Folded::Op(Op::Unary(UnOp::Not, a))),
        BinOp::Shl | BinOp::Lshr | BinOp::Ashr => {
            let width = u64::from(ty.size()) * 8;
            match c % width {
                0 => Some(Folded::Value(a)),
                n if n != c => Some(Folded::WithConst(op, a, n)),
                n => match inner(op) {
                    Some((x, c1)) if c1 < width && c1 + n < width => Some(Folded::WithConst(op, x, c1 + n)),
                    _ => None,
                },
            }
        }
        _ => None,
    }
}

/// The value, seen as unsigned, is at most this.
pub(crate) fn unsigned_bound(f: &impl Values, v: Value) -> u64 {
    let unknown = mask(f.ty(v));
    if let Some(c) = f.constant(v) {
        return c;
    }
    match f.op(v) {
        Some(Op::IntCmp(..) | Op::FloatCmp(..)) => 1,
        Some(Op::Unary(UnOp::Clz | UnOp::Ctz, _)) => 64,
        Some(Op::Load { mem: MemType::U8, .. } | Op::Unary(UnOp::Zext8, _)) => 0xff,
        Some(Op::Load { mem: MemType::U16, .. } | Op::Unary(UnOp::Zext16, _)) => 0xffff,
        Some(&Op::Binary(BinOp::And, _, c)) => f.constant(c).unwrap_or(unknown),
        Some(&Op::Binary(BinOp::Lshr, x, c)) => match f.constant(c) {
            Some(c) => unknown >> (c % (u64::from(f.ty(x).size()) * 8)),
            None => unknown,
        },
        _ => unknown,
    }
}

/// Does the `i32` value, seen as signed, fit into so many bits?
fn fits_signed(f: &impl Values, v: Value, bits: u32) -> bool {
    match f.op(v) {
        Some(Op::Load { mem: MemType::S8, .. } | Op::Unary(UnOp::Sext8, _)) => true,
        Some(Op::Load { mem: MemType::S16, .. } | Op::Unary(UnOp::Sext16, _)) => bits >= 16,
        _ => unsigned_bound(f, v) < 1 << (bits - 1),
    }
}

/// Simplifies `op a`.
#[must_use]
pub fn unary(f: &impl Values, op: UnOp, ty: Type, a: Value) -> Option<Folded> {
    if let Some(c) = f.constant(a) {
        return arith::unary(op, ty, c).map(Folded::Const);
    }
    let unneeded = |v| match op {
        UnOp::Sext8 => fits_signed(f, v, 8),
        UnOp::Sext16 => fits_signed(f, v, 16),
        UnOp::Zext8 => unsigned_bound(f, v) <= 0xff,
        UnOp::Zext16 => unsigned_bound(f, v) <= 0xffff,
        _ => false,
    };
    if unneeded(a) {
        return Some(Folded::Value(a));
    }
    let Some(&Op::Unary(inner, x)) = f.op(a) else { return None };
    match (op, inner) {
        (UnOp::Neg, UnOp::Neg) | (UnOp::Not, UnOp::Not) | (UnOp::Fneg, UnOp::Fneg) | (UnOp::Bswap, UnOp::Bswap) => {
            Some(Folded::Value(x))
        }
        (UnOp::Fabs, UnOp::Fneg | UnOp::Fabs) => Some(Folded::Op(Op::Unary(op, x))),
        // The inner one keeps the bits that the outer one looks at.
        (UnOp::Sext8 | UnOp::Zext8, UnOp::Sext8 | UnOp::Zext8 | UnOp::Sext16 | UnOp::Zext16)
        | (UnOp::Sext16 | UnOp::Zext16, UnOp::Sext16 | UnOp::Zext16) => {
            Some(if unneeded(x) { Folded::Value(x) } else { Folded::Op(Op::Unary(op, x)) })
        }
        _ => None,
    }
}

/// Simplifies a conversion.
#[must_use]
pub fn convert(f: &impl Values, op: ConvOp, a: Value) -> Option<Folded> {
    if let Some(c) = f.constant(a) {
        return arith::convert(op, f.ty(a), c).map(Folded::Const);
    }
    match (op, f.op(a)) {
        (ConvOp::Wrap, Some(&Op::Convert(ConvOp::Sext32 | ConvOp::Zext32, x))) => Some(Folded::Value(x)),
        (ConvOp::Bitcast(to), Some(&Op::Convert(ConvOp::Bitcast(_), x))) if f.ty(x) == to => Some(Folded::Value(x)),
        _ => None,
    }
}

impl IntCc {
    /// The comparison that holds for `b, a` where this one holds for `a, b`.
    #[must_use]
    pub fn swapped(self) -> Self {
        match self {
            Self::Eq | Self::Ne => self,
            Self::Slt => Self::Sgt,
            Self::Sle => Self::Sge,
            Self::Sgt => Self::Slt,
            Self::Sge => Self::Sle,
            Self::Ult => Self::Ugt,
            Self::Ule => Self::Uge,
            Self::Ugt => Self::Ult,
            Self::Uge => Self::Ule,
        }
    }

    /// The comparison that holds where this one does not.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Eq => Self::Ne,
            Self::Ne => Self::Eq,
            Self::Slt => Self::Sge,
            Self::Sle => Self::Sgt,
            Self::Sgt => Self::Sle,
            Self::Sge => Self::Slt,
            Self::Ult => Self::Uge,
            Self::Ule => Self::Ugt,
            Self::Ugt => Self::Ule,
            Self::Uge => Self::Ult,
        }
    }
}

/// Simplifies an integer comparison.
#[must_use]
pub fn int_cmp(f: &impl Values, cc: IntCc, a: Value, b: Value) -> Option<Folded> {
    let ty = f.ty(a);
    let holds = |x, y| Some(Folded::Const(u64::from(arith::int_cmp(cc, ty, x, y))));
    match (f.constant(a), f.constant(b)) {
        (Some(x), Some(y)) => holds(x, y),
        _ if a == b => holds(0, 0),
        (Some(_), None) => int_cmp(f, cc.swapped(), b, a).or_else(|| Some(Folded::Op(Op::IntCmp(cc.swapped(), b, a)))),
        (None, Some(0)) => match (cc, f.op(a)) {
            (IntCc::Ult, _) => Some(Folded::Const(0)),
            (IntCc::Uge, _) => Some(Folded::Const(1)),
            (IntCc::Ne, Some(Op::IntCmp(..) | Op::FloatCmp(..))) => Some(Folded::Value(a)),
            (IntCc::Eq, Some(&Op::IntCmp(inner, x, y))) => Some(Folded::Op(Op::IntCmp(inner.inverse(), x, y))),
            (IntCc::Eq, Some(&Op::FloatCmp(FloatCc::Eq, x, y))) => Some(Folded::Op(Op::FloatCmp(FloatCc::Ne, x, y))),
            (IntCc::Eq, Some(&Op::FloatCmp(FloatCc::Ne, x, y))) => Some(Folded::Op(Op::FloatCmp(FloatCc::Eq, x, y))),
            _ => None,
        },
        _ => None,
    }
}

/// Simplifies a float comparison.
#[must_use]
pub fn float_cmp(f: &impl Values, cc: FloatCc, a: Value, b: Value) -> Option<Folded> {
    let (x, y) = (f.constant(a)?, f.constant(b)?);
    Some(Folded::Const(u64::from(arith::float_cmp(cc, f.ty(a), x, y))))
}
