//! Integer and float arithmetic and conversions.

use regalloc2::{Operand, RegClass};

use super::addr::Addr;
use super::fold::Folded;
use super::{Cx, Ops, fsize, size};
use crate::ir::{self, BinOp, ConvOp, MemType, Op, Type, UnOp};
use crate::isa::amd64::abi;
use crate::isa::amd64::inst::{AluOp, CvtOp, ExtOp, FSize, FloatOp, Inst, LoadKind, ShiftOp, Size, Src};
use crate::isa::amd64::regs::{RAX, RCX, RDX};

/// How a binary operation is done.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// An instruction that reuses the register of its first operand.
    Two(Two, ir::Value, ir::Value),
    /// The same with the second operand in memory.
    Mem(Two, ir::Value, Folded),
    /// With a float constant.
    Pool(FloatOp, FSize, ir::Value, u64),
    /// With the second operand inside.
    Imm(Inst, ir::Value),
    /// A sum as an address.
    Lea(Addr),
    /// `imul` with an immediate does not reuse its operand.
    MulImm(Size, i32, ir::Value),
    /// The same of what is in memory.
    MulImmMem(Size, i32, Folded),
    Shift(Inst, ir::Value, ir::Value),
    Div(Inst, ir::Value, ir::Value),
}

/// Instructions with two operands.
#[derive(Debug, Clone, Copy)]
enum Two {
    Alu(AluOp, Size),
    Mul(Size),
    Float(FloatOp, FSize),
}

impl Two {
    fn with(self, src: Src) -> Inst {
        match self {
            Self::Alu(op, size) => Inst::Alu(op, size, src),
            Self::Mul(size) => Inst::Mul(size, src),
            Self::Float(op, size) => Inst::Float(op, size, src),
        }
    }
}

/// An immediate that an instruction can hold: sign-extended from 32 bits to the operation's width.
pub(super) fn imm(cx: &Cx<'_>, value: ir::Value) -> Option<i32> {
    let bits = cx.int_const(value)?;
    match cx.ty(value) {
        Type::I32 => Some(bits as i32),
        _ => i32::try_from(bits as i64).ok(),
    }
}

/// An operation on registers, or with one operand in memory.
fn two(cx: &Cx<'_>, what: Two, commutes: bool, a: ir::Value, b: ir::Value) -> Shape {
    if let Some(folded) = Folded::whole(cx, b) {
        return Shape::Mem(what, a, folded);
    }
    match Folded::whole(cx, a) {
        Some(folded) if commutes => Shape::Mem(what, b, folded),
        // The register of an operand that nobody else needs can be reused without a copy.
        _ if commutes && cx.uses(a) > 1 && cx.uses(b) == 1 => Shape::Two(what, b, a),
        _ => Shape::Two(what, a, b),
    }
}

fn shape(cx: &Cx<'_>, op: BinOp, a: ir::Value, b: ir::Value) -> Shape {
    let ty = cx.ty(a);
    let size = size(ty);
    let alu = |op: AluOp, commutes: bool| {
        let (a, b) = if commutes && cx.int_const(a).is_some() { (b, a) } else { (a, b) };
        match imm(cx, b) {
            Some(imm) if op == AluOp::Sub && imm != i32::MIN => Shape::Imm(Inst::AluImm(AluOp::Add, size, -imm), a),
            Some(imm) => Shape::Imm(Inst::AluImm(op, size, imm), a),
            None => two(cx, Two::Alu(op, size), commutes, a, b),
        }
    };
    let mask = if size == Size::S64 { 63 } else { 31 };
    let shift = |op: ShiftOp| match cx.int_const(b) {
        Some(by) => Shape::Imm(Inst::ShiftImm(op, size, by as u8 & mask), a),
        None => Shape::Shift(Inst::Shift(op, size), a, amount(cx, b, mask)),
    };
    let div = |signed: bool, rem: bool| Shape::Div(Inst::Div { signed, rem, size }, a, b);
    // Of two that are not a number the first one is the result, so floats do not change places.
    let float = |op: FloatOp| match local_const(cx, b) {
        Some(bits) => Shape::Pool(op, fsize(ty), a, bits),
        None => two(cx, Two::Float(op, fsize(ty)), false, a, b),
    };
    if let BinOp::Add | BinOp::Or | BinOp::Xor = op
        && let Some((x, by)) = rotation(cx, op, a, b)
    {
        return match by {
            Rotation::Left(by) => Shape::Imm(Inst::ShiftImm(ShiftOp::Rol, size, by as u8 & mask), x),
            Rotation::By(op, by) => Shape::Shift(Inst::Shift(op, size), x, by),
        };
    }
    match op {
        BinOp::Add => match alu(AluOp::Add, true) {
            load @ Shape::Mem(..) => load,
            other => Addr::sum_of(cx, a, b).map_or(other, Shape::Lea),
        },
        BinOp::Sub => alu(AluOp::Sub, false),
        BinOp::And => alu(AluOp::And, true),
        BinOp::Or => alu(AluOp::Or, true),
        BinOp::Xor => alu(AluOp::Xor, true),
        BinOp::Mul => {
            let (a, b) = if cx.int_const(a).is_some() { (b, a) } else { (a, b) };
            match (cx.int_const(b), imm(cx, b)) {
                (Some(factor), _) if factor.is_power_of_two() => shift_left(cx, size, a, factor.trailing_zeros() as u8),
                (Some(factor @ (3 | 5 | 9)), _) => Shape::Lea(Addr::multiple(a, (factor - 1).trailing_zeros() as u8)),
                (_, Some(imm)) => match Folded::whole(cx, a) {
                    Some(folded) => Shape::MulImmMem(size, imm, folded),
                    None => Shape::MulImm(size, imm, a),
                },
                _ => two(cx, Two::Mul(size), true, a, b),
            }
        }
        BinOp::Shl => match cx.int_const(b) {
            Some(by) => shift_left(cx, size, a, by as u8 & mask),
            None => shift(ShiftOp::Shl),
        },
        BinOp::Lshr => shift(ShiftOp::Shr),
        BinOp::Ashr => shift(ShiftOp::Sar),
        BinOp::Udiv | BinOp::Urem => match cx.int_const(b) {
            Some(by) if by.is_power_of_two() && op == BinOp::Udiv => {
                Shape::Imm(Inst::ShiftImm(ShiftOp::Shr, size, by.trailing_zeros() as u8), a)
            }
            // The mask must fit the immediate.
            Some(by) if by.is_power_of_two() && by <= 1 << 31 => {
                Shape::Imm(Inst::AluImm(AluOp::And, size, (by - 1) as i32), a)
            }
            _ => div(false, op == BinOp::Urem),
        },
        BinOp::Sdiv => div(true, false),
        BinOp::Srem => div(true, true),
        BinOp::Fadd => float(FloatOp::Add),
        BinOp::Fsub => float(FloatOp::Sub),
        BinOp::Fmul => float(FloatOp::Mul),
        BinOp::Fdiv => float(FloatOp::Div),
    }
}

/// Shifts by a constant. As an address the result needs no copy of a value that is needed again.
fn shift_left(cx: &Cx<'_>, size: Size, a: ir::Value, by: u8) -> Shape {
    match by {
        1 if cx.uses(a) > 1 => Shape::Lea(Addr::multiple(a, 0)),
        2 | 3 if cx.uses(a) > 1 => Shape::Lea(Addr::shifted(a, by)),
        _ => Shape::Imm(Inst::ShiftImm(ShiftOp::Shl, size, by), a),
    }
}

/// The operation that defines a value, if it is in the current block and nobody else uses the value.
fn sole(cx: &Cx<'_>, value: ir::Value) -> Option<(BinOp, ir::Value, ir::Value)> {
    let (inst, data) = cx.def(value)?;
    match data.op {
        Op::Binary(op, a, b) if cx.uses(value) == 1 && cx.block_of(inst) == cx.block() => Some((op, a, b)),
        _ => None,
    }
}

/// The amount of a shift without what the shift does to it by itself: it looks at the lowest bits alone.
fn amount(cx: &Cx<'_>, by: ir::Value, mask: u8) -> ir::Value {
    match sole(cx, by) {
        Some((BinOp::And, x, y)) if cx.int_const(y).is_some_and(|y| y as u8 & mask == mask) => x,
        _ => by,
    }
}

/// By how much a value is rotated.
enum Rotation {
    /// To the left by a constant.
    Left(u64),
    /// By a value.
    By(ShiftOp, ir::Value),
}

/// `x << n | x >> 32 - n` is a rotation, as is the same with a sum or an exclusive or: but for `n` of 0 the bits do not
/// meet, and for that only `or` gives `x`.
fn rotation(cx: &Cx<'_>, op: BinOp, a: ir::Value, b: ir::Value) -> Option<(ir::Value, Rotation)> {
    let (left, right) = match (sole(cx, a)?, sole(cx, b)?) {
        ((BinOp::Shl, x, n), (BinOp::Lshr, y, m)) if x == y => ((x, n), m),
        ((BinOp::Lshr, y, m), (BinOp::Shl, x, n)) if x == y => ((x, n), m),
        _ => return None,
    };
    let (x, n) = left;
    let mask = if cx.ty(x) == Type::I64 { 63 } else { 31 };
    if let (Some(n), Some(m)) = (cx.int_const(n), cx.int_const(right)) {
        return (n & mask != 0 && (n + m) & mask == 0).then_some((x, Rotation::Left(n)));
    }
    if op != BinOp::Or {
        return None;
    }
    let (n, m) = (amount(cx, n, mask as u8), amount(cx, right, mask as u8));
    if is_negative_of(cx, m, n, mask) {
        return Some((x, Rotation::By(ShiftOp::Rol, n)));
    }
    is_negative_of(cx, n, m, mask).then_some((x, Rotation::By(ShiftOp::Ror, m)))
}

/// Is `a` the negative of `b` in the bits of a mask?
fn is_negative_of(cx: &Cx<'_>, a: ir::Value, b: ir::Value, mask: u64) -> bool {
    match cx.def(a).map(|(_, data)| &data.op) {
        Some(Op::Unary(UnOp::Neg, x)) => *x == b,
        Some(Op::Binary(BinOp::Sub, from, x)) => *x == b && cx.int_const(*from).is_some_and(|from| from & mask == 0),
        _ => false,
    }
}

/// What [`binary`] reads.
pub(super) fn binary_demands(cx: &Cx<'_>, op: BinOp, a: ir::Value, b: ir::Value, f: &mut dyn FnMut(ir::Value)) {
    match shape(cx, op, a, b) {
        Shape::Two(_, a, b) | Shape::Shift(_, a, b) | Shape::Div(_, a, b) => {
            f(a);
            f(b);
        }
        Shape::Mem(_, a, folded) => {
            f(a);
            folded.demands(cx, f);
        }
        Shape::Imm(_, a) | Shape::MulImm(_, _, a) | Shape::Pool(_, _, a, _) => f(a),
        Shape::Lea(addr) => addr.demands(f),
        Shape::MulImmMem(_, _, folded) => folded.demands(cx, f),
    }
}

/// The bits of a float constant that is made where it is used, and for that alone. Others are in registers, which is
/// better where they are made before a loop.
pub(super) fn local_const(cx: &Cx<'_>, value: ir::Value) -> Option<u64> {
    let (inst, data) = cx.def(value)?;
    let bits = match data.op {
        Op::F32(bits) => u64::from(bits),
        Op::F64(bits) => bits,
        _ => return None,
    };
    (cx.uses(value) == 1 && cx.block_of(inst) == cx.block()).then_some(bits)
}

/// Two operands of one type.
pub(super) fn binary(cx: &mut Cx<'_>, inst: ir::Inst, op: BinOp, a: ir::Value, b: ir::Value) {
    let mut ops = Ops::default();
    match shape(cx, op, a, b) {
        Shape::Two(what, a, b) => {
            let a = cx.reg(a);
            let b = cx.reg(b);
            let dst = cx.result(inst).lo();
            cx.emit(what.with(Src::Any), &[Operand::reg_reuse_def(dst, 1), Operand::reg_use(a), Operand::any_use(b)]);
        }
        Shape::Mem(what, a, folded) => {
            let a = cx.reg(a);
            let dst = cx.result(inst).lo();
            ops.extend(&[Operand::reg_reuse_def(dst, 1), Operand::reg_use(a)]);
            let amode = folded.operands(cx, &mut ops);
            cx.emit(what.with(Src::Mem(amode)), &ops);
        }
        Shape::Pool(op, size, a, bits) => {
            let a = cx.reg(a);
            let dst = cx.result(inst).lo();
            cx.emit(Inst::Float(op, size, Src::Pool(bits)), &[Operand::reg_reuse_def(dst, 1), Operand::reg_use(a)]);
        }
        // Adding a constant can leave its operand alone (`lea`).
        Shape::Imm(what @ Inst::AluImm(AluOp::Add, ..), a) => simple(cx, inst, what, a),
        Shape::Imm(what, a) => reuse(cx, inst, what, a),
        Shape::Lea(addr) => {
            let size = size(cx.ty(a));
            let mut uses = Ops::default();
            let amode = addr.operands(cx, &mut uses);
            ops.push(Operand::reg_def(cx.result(inst).lo()));
            ops.extend(&uses);
            cx.emit(Inst::Lea(size, amode), &ops);
        }
        Shape::MulImm(size, imm, a) => {
            let a = cx.reg(a);
            let dst = cx.result(inst).lo();
            cx.emit(Inst::MulImm(size, imm, Src::Any), &[Operand::reg_def(dst), Operand::any_use(a)]);
        }
        Shape::MulImmMem(size, imm, folded) => {
            let dst = cx.result(inst).lo();
            ops.push(Operand::reg_def(dst));
            let amode = folded.operands(cx, &mut ops);
            cx.emit(Inst::MulImm(size, imm, Src::Mem(amode)), &ops);
        }
        Shape::Shift(what, a, b) => {
            let (a, b) = (cx.reg(a), cx.reg(b));
            let dst = cx.result(inst).lo();
            cx.emit(what, &[Operand::reg_reuse_def(dst, 1), Operand::reg_use(a), Operand::reg_fixed_use(b, RCX)]);
        }
        Shape::Div(what, a, b) => {
            let (a, b) = (cx.reg(a), cx.reg(b));
            let dst = cx.result(inst).lo();
            let rem = matches!(what, Inst::Div { rem: true, .. });
            cx.emit(
                what,
                &[
                    Operand::reg_fixed_def(dst, if rem { RDX } else { RAX }),
                    Operand::reg_fixed_use(a, RAX),
                    Operand::reg_use_at_end(b),
                ],
            );
        }
    }
}

/// An instruction whose result replaces its only operand.
fn reuse(cx: &mut Cx<'_>, inst: ir::Inst, what: Inst, a: ir::Value) {
    let a = cx.reg(a);
    let dst = cx.result(inst).lo();
    cx.emit(what, &[Operand::reg_reuse_def(dst, 1), Operand::reg_use(a)]);
}

/// An instruction with a result apart from its only operand.
fn simple(cx: &mut Cx<'_>, inst: ir::Inst, what: Inst, a: ir::Value) {
    let a = cx.reg(a);
    let dst = cx.result(inst).lo();
    cx.emit(what, &[Operand::reg_def(dst), Operand::reg_use(a)]);
}

/// An operation on what a load gives that is one instruction with the address.
fn from_memory(cx: &Cx<'_>, op: &Op) -> Option<(FromMemory, Folded)> {
    let (Op::Unary(_, a) | Op::Convert(_, a)) = *op else { return None };
    let folded = Folded::of(cx, a)?;
    let what = match (op, folded.mem) {
        (Op::Unary(UnOp::Sext8, _), MemType::S8 | MemType::U8) => FromMemory::Load(LoadKind::S8),
        (Op::Unary(UnOp::Zext8, _), MemType::S8 | MemType::U8) => FromMemory::Load(LoadKind::U8),
        (Op::Unary(UnOp::Sext16, _), MemType::S16 | MemType::U16) => FromMemory::Load(LoadKind::S16),
        (Op::Unary(UnOp::Zext16, _), MemType::S16 | MemType::U16) => FromMemory::Load(LoadKind::U16),
        (Op::Convert(ConvOp::Sext32, _), MemType::Full(_)) => FromMemory::Sext,
        (Op::Convert(ConvOp::IntToFloat(to), _), MemType::Full(from)) => {
            FromMemory::Cvt(CvtOp::IntToFloat(size(from), fsize(*to)))
        }
        (Op::Convert(ConvOp::Promote, _), MemType::Full(_)) => FromMemory::Cvt(CvtOp::Promote),
        (Op::Convert(ConvOp::Demote, _), MemType::Full(_)) => FromMemory::Cvt(CvtOp::Demote),
        (Op::Convert(ConvOp::Bitcast(to), _), MemType::Full(_)) => FromMemory::Load(abi::load_kind(*to)),
        _ => return None,
    };
    Some((what, folded))
}

/// See [`from_memory`].
enum FromMemory {
    Load(LoadKind),
    Sext,
    Cvt(CvtOp),
}

/// What [`unary`] and [`convert`] read.
pub(super) fn unary_demands(cx: &Cx<'_>, op: &Op, a: ir::Value, f: &mut dyn FnMut(ir::Value)) {
    match from_memory(cx, op) {
        Some((_, folded)) => folded.demands(cx, f),
        None => f(a),
    }
}

/// Does the operation in one with the load of its operand, if that can be.
fn lower_from_memory(cx: &mut Cx<'_>, inst: ir::Inst) -> bool {
    let Some((what, folded)) = from_memory(cx, &cx.func.insts[inst.index()].op) else { return false };
    let mut ops = Ops::default();
    ops.push(Operand::reg_def(cx.result(inst).lo()));
    let amode = folded.operands(cx, &mut ops);
    let what = match what {
        FromMemory::Load(kind) => Inst::Load(kind, amode),
        FromMemory::Sext => Inst::LoadSext(amode),
        FromMemory::Cvt(op) => Inst::CvtMem(op, amode),
    };
    cx.emit(what, &ops);
    true
}

/// One operand, result of its type.
pub(super) fn unary(cx: &mut Cx<'_>, inst: ir::Inst, op: UnOp, a: ir::Value) {
    if lower_from_memory(cx, inst) {
        return;
    }
    let ty = cx.ty(a);
    match op {
        UnOp::Neg => reuse(cx, inst, Inst::Neg(size(ty)), a),
        UnOp::Not => reuse(cx, inst, Inst::Not(size(ty)), a),
        UnOp::Bswap => reuse(cx, inst, Inst::Bswap(size(ty)), a),
        UnOp::Clz | UnOp::Ctz => {
            let a = cx.reg(a);
            let dst = cx.result(inst).lo();
            let temp = cx.new_vreg(RegClass::Int);
            cx.emit(
                Inst::CountZeros { trailing: op == UnOp::Ctz, size: size(ty) },
                &[Operand::reg_def(dst), Operand::reg_use(a), Operand::reg_temp(temp)],
            );
        }
        UnOp::Fneg | UnOp::Fabs => {
            let a = cx.reg(a);
            let dst = cx.result(inst).lo();
            let temp = cx.new_vreg(RegClass::Float);
            let what = if op == UnOp::Fneg { Inst::FloatNeg(fsize(ty)) } else { Inst::FloatAbs(fsize(ty)) };
            cx.emit(what, &[Operand::reg_reuse_def(dst, 1), Operand::reg_use(a), Operand::reg_temp(temp)]);
        }
        UnOp::Fsqrt => {
            let a = cx.reg(a);
            let dst = cx.result(inst).lo();
            cx.emit(Inst::FloatSqrt(fsize(ty), Src::Any), &[Operand::reg_def(dst), Operand::any_use(a)]);
        }
        UnOp::Sext8 => simple(cx, inst, Inst::Ext(ExtOp::Sext8), a),
        UnOp::Sext16 => simple(cx, inst, Inst::Ext(ExtOp::Sext16), a),
        UnOp::Zext8 => simple(cx, inst, Inst::Ext(ExtOp::Zext8), a),
        UnOp::Zext16 => simple(cx, inst, Inst::Ext(ExtOp::Zext16), a),
    }
}

/// The low half. No instruction is needed where the upper half is zero already, nor where the only user looks at 32
/// bits alone.
fn wrap(cx: &mut Cx<'_>, inst: ir::Inst, a: ir::Value) {
    let zero = match cx.def(a).map(|(_, data)| &data.op) {
        Some(Op::Binary(BinOp::Lshr, _, by)) => cx.int_const(*by).is_some_and(|by| by & 63 >= 32),
        Some(Op::Binary(BinOp::And, _, mask)) => cx.int_const(*mask).is_some_and(|mask| mask <= u64::from(u32::MAX)),
        _ => false,
    };
    let Some(result) = cx.func.insts[inst.index()].result else { return };
    let narrow = matches!(cx.sole_user(result), Some(Some(ir::InstData { op: Op::Binary(..) | Op::IntCmp(..), .. })));
    if zero || narrow {
        let regs = cx.value(a);
        cx.set_value(result, regs);
    } else {
        simple(cx, inst, Inst::Ext(ExtOp::Low32), a);
    }
}

/// One operand, result of another type.
pub(super) fn convert(cx: &mut Cx<'_>, inst: ir::Inst, op: ConvOp, a: ir::Value) {
    if lower_from_memory(cx, inst) {
        return;
    }
    let from = cx.ty(a);
    match op {
        ConvOp::Wrap => wrap(cx, inst, a),
        ConvOp::Sext32 => simple(cx, inst, Inst::Ext(ExtOp::Sext32), a),
        // The upper half of an i32 is zero already.
        ConvOp::Zext32 => {
            let regs = cx.value(a);
            if let Some(result) = cx.func.insts[inst.index()].result {
                cx.set_value(result, regs);
            }
        }
        ConvOp::Promote => simple(cx, inst, Inst::Cvt(CvtOp::Promote), a),
        ConvOp::Demote => simple(cx, inst, Inst::Cvt(CvtOp::Demote), a),
        ConvOp::IntToFloat(to) => simple(cx, inst, Inst::Cvt(CvtOp::IntToFloat(size(from), fsize(to))), a),
        // An u32 is a positive i64.
        ConvOp::UintToFloat(to) if from == Type::I32 => {
            simple(cx, inst, Inst::Cvt(CvtOp::IntToFloat(Size::S64, fsize(to))), a);
        }
        ConvOp::UintToFloat(to) => {
            let a = cx.reg(a);
            let dst = cx.result(inst).lo();
            let (half, bit) = (cx.new_vreg(RegClass::Int), cx.new_vreg(RegClass::Int));
            cx.emit(
                Inst::U64ToFloat(fsize(to)),
                &[Operand::reg_def(dst), Operand::reg_use_at_end(a), Operand::reg_temp(half), Operand::reg_temp(bit)],
            );
        }
        ConvOp::FloatToInt(to) => simple(cx, inst, Inst::Cvt(CvtOp::FloatToInt(fsize(from), size(to))), a),
        ConvOp::FloatToUint(Type::I32) => simple(cx, inst, Inst::Cvt(CvtOp::FloatToU32(fsize(from))), a),
        ConvOp::FloatToUint(_) => {
            let a = cx.reg(a);
            let dst = cx.result(inst).lo();
            let temp = cx.new_vreg(RegClass::Float);
            cx.emit(
                Inst::FloatToU64(fsize(from)),
                &[Operand::reg_def(dst), Operand::reg_use(a), Operand::reg_temp(temp)],
            );
        }
        ConvOp::Bitcast(to) => {
            let cvt = match to {
                Type::I32 | Type::I64 => CvtOp::ToGpr(size(to)),
                _ => CvtOp::ToXmm(size(to)),
            };
            simple(cx, inst, Inst::Cvt(cvt), a);
        }
    }
}

/// The width of a float type that a comparison of it needs.
pub(super) fn float_size(cx: &Cx<'_>, value: ir::Value) -> FSize {
    fsize(cx.ty(value))
}
