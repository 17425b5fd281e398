//! Integer and float arithmetic and conversions.

use regalloc2::{Operand, RegClass};

use super::{Cx, fsize, size};
use crate::ir::{self, BinOp, ConvOp, Type, UnOp};
use crate::isa::amd64::inst::{AluOp, CvtOp, ExtOp, FSize, FloatOp, Inst, ShiftOp, Size};
use crate::isa::amd64::regs::{RAX, RCX, RDX};

/// How a binary operation is done.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// An instruction that reuses the register of its first operand.
    Two(Inst, ir::Value, ir::Value),
    /// With the second operand inside.
    Imm(Inst, ir::Value),
    /// `imul` with an immediate does not reuse its operand.
    MulImm(Inst, ir::Value),
    Shift(Inst, ir::Value, ir::Value),
    Div(Inst, ir::Value, ir::Value),
}

/// An immediate that an instruction can hold: sign-extended from 32 bits to the operation's width.
pub(super) fn imm(cx: &Cx<'_>, value: ir::Value) -> Option<i32> {
    let bits = cx.int_const(value)?;
    match cx.ty(value) {
        Type::I32 => Some(bits as i32),
        _ => i32::try_from(bits as i64).ok(),
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
            None => Shape::Two(Inst::Alu(op, size), a, b),
        }
    };
    let shift = |op: ShiftOp| match cx.int_const(b) {
        Some(by) => {
            let mask = if size == Size::S64 { 63 } else { 31 };
            Shape::Imm(Inst::ShiftImm(op, size, by as u8 & mask), a)
        }
        None => Shape::Shift(Inst::Shift(op, size), a, b),
    };
    let div = |signed: bool, rem: bool| Shape::Div(Inst::Div { signed, rem, size }, a, b);
    let float = |op: FloatOp| Shape::Two(Inst::Float(op, fsize(ty)), a, b);
    match op {
        BinOp::Add => alu(AluOp::Add, true),
        BinOp::Sub => alu(AluOp::Sub, false),
        BinOp::And => alu(AluOp::And, true),
        BinOp::Or => alu(AluOp::Or, true),
        BinOp::Xor => alu(AluOp::Xor, true),
        BinOp::Mul => {
            let (a, b) = if cx.int_const(a).is_some() { (b, a) } else { (a, b) };
            match (cx.int_const(b), imm(cx, b)) {
                (Some(factor), _) if factor.is_power_of_two() => {
                    Shape::Imm(Inst::ShiftImm(ShiftOp::Shl, size, factor.trailing_zeros() as u8), a)
                }
                (_, Some(imm)) => Shape::MulImm(Inst::MulImm(size, imm), a),
                _ => Shape::Two(Inst::Mul(size), a, b),
            }
        }
        BinOp::Shl => shift(ShiftOp::Shl),
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

/// What [`binary`] reads.
pub(super) fn binary_demands(cx: &Cx<'_>, op: BinOp, a: ir::Value, b: ir::Value, f: &mut dyn FnMut(ir::Value)) {
    match shape(cx, op, a, b) {
        Shape::Two(_, a, b) | Shape::Shift(_, a, b) | Shape::Div(_, a, b) => {
            f(a);
            f(b);
        }
        Shape::Imm(_, a) | Shape::MulImm(_, a) => f(a),
    }
}

/// Two operands of one type.
pub(super) fn binary(cx: &mut Cx<'_>, inst: ir::Inst, op: BinOp, a: ir::Value, b: ir::Value) {
    match shape(cx, op, a, b) {
        Shape::Two(what, a, b) => {
            let (a, b) = (cx.reg(a), cx.reg(b));
            let dst = cx.result(inst).lo();
            cx.emit(what, &[Operand::reg_reuse_def(dst, 1), Operand::reg_use(a), Operand::any_use(b)]);
        }
        // Adding a constant can leave its operand alone (`lea`).
        Shape::Imm(what @ Inst::AluImm(AluOp::Add, ..), a) => simple(cx, inst, what, a),
        Shape::Imm(what, a) => reuse(cx, inst, what, a),
        Shape::MulImm(what, a) => {
            let a = cx.reg(a);
            let dst = cx.result(inst).lo();
            cx.emit(what, &[Operand::reg_def(dst), Operand::any_use(a)]);
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

/// One operand, result of its type.
pub(super) fn unary(cx: &mut Cx<'_>, inst: ir::Inst, op: UnOp, a: ir::Value) {
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
            cx.emit(Inst::FloatSqrt(fsize(ty)), &[Operand::reg_def(dst), Operand::any_use(a)]);
        }
        UnOp::Sext8 => simple(cx, inst, Inst::Ext(ExtOp::Sext8), a),
        UnOp::Sext16 => simple(cx, inst, Inst::Ext(ExtOp::Sext16), a),
        UnOp::Zext8 => simple(cx, inst, Inst::Ext(ExtOp::Zext8), a),
        UnOp::Zext16 => simple(cx, inst, Inst::Ext(ExtOp::Zext16), a),
    }
}

/// One operand, result of another type.
pub(super) fn convert(cx: &mut Cx<'_>, inst: ir::Inst, op: ConvOp, a: ir::Value) {
    let from = cx.ty(a);
    match op {
        ConvOp::Wrap => simple(cx, inst, Inst::Ext(ExtOp::Low32), a),
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
