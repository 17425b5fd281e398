//! Floats in SSE registers; x87 only between floats and integers wider than SSE converts in 32-bit mode.

use regalloc2::{Operand, RegClass, VReg};

use super::{Cx, int};
use crate::ir::{BinOp, ConvOp, Type, UnOp, Value};
use crate::isa::ia32::inst::{FloatOp, Inst, IntSource, Width};
use crate::isa::mach::ValueRegs;

fn float(cx: &mut Cx<'_>) -> VReg {
    cx.new_vreg(RegClass::Float)
}

/// A constant by its bits.
pub(super) fn constant(cx: &mut Cx<'_>, ty: Type, bits: u64) -> VReg {
    let def = float(cx);
    cx.emit(Inst::FloatConst(Width::of(ty), bits), &[Operand::reg_def(def)]);
    def
}

/// An operation on two floats.
pub(super) fn binary(cx: &mut Cx<'_>, ty: Type, op: BinOp, a: Value, b: Value) -> VReg {
    let op = match op {
        BinOp::Fadd => FloatOp::Add,
        BinOp::Fsub => FloatOp::Sub,
        BinOp::Fmul => FloatOp::Mul,
        BinOp::Fdiv => FloatOp::Div,
        _ => unreachable!("a verified module has no such types"),
    };
    let (a, b) = (cx.reg(a), cx.reg(b));
    let def = float(cx);
    let operands = [Operand::reg_reuse_def(def, 1), Operand::reg_use(a), Operand::any_use(b)];
    cx.emit(Inst::Float(op, Width::of(ty)), &operands);
    def
}

/// An operation on one float.
pub(super) fn unary(cx: &mut Cx<'_>, ty: Type, op: UnOp, a: Value) -> VReg {
    let a = cx.reg(a);
    let (def, width) = (float(cx), Width::of(ty));
    if op == UnOp::Fsqrt {
        cx.emit(Inst::FloatSqrt(width), &[Operand::reg_def(def), Operand::any_use(a)]);
        return def;
    }
    let temp = float(cx);
    let operands = [Operand::reg_reuse_def(def, 1), Operand::reg_use(a), Operand::reg_temp(temp)];
    let inst = if op == UnOp::Fabs { Inst::FloatAbs(width) } else { Inst::FloatNeg(width) };
    cx.emit(inst, &operands);
    def
}

/// A conversion from or to a float.
pub(super) fn convert(cx: &mut Cx<'_>, op: ConvOp, a: Value) -> ValueRegs {
    let from = cx.ty(a);
    let regs = cx.value(a);
    let width = Width::of(from);
    match (op, from) {
        (ConvOp::Promote | ConvOp::Demote, _) => to_float(cx, Inst::FloatToFloat { from: width }, regs),
        (ConvOp::IntToFloat(to), Type::I32) => to_float(cx, Inst::Int32ToFloat(Width::of(to)), regs),
        (ConvOp::IntToFloat(to), _) => pair_to_float(cx, IntSource::S64, to, regs),
        (ConvOp::UintToFloat(to), Type::I32) => pair_to_float(cx, IntSource::U32, to, regs),
        (ConvOp::UintToFloat(to), _) => pair_to_float(cx, IntSource::U64, to, regs),
        (ConvOp::FloatToInt(Type::I64), _) => float_to_pair(cx, IntSource::S64, width, regs),
        (ConvOp::FloatToInt(_), _) => {
            let def = int(cx);
            cx.emit(Inst::FloatToInt32(width), &[Operand::reg_def(def), Operand::any_use(regs.lo())]);
            ValueRegs::one(def)
        }
        (ConvOp::FloatToUint(Type::I64), _) => float_to_pair(cx, IntSource::U64, width, regs),
        (ConvOp::FloatToUint(_), _) => float_to_pair(cx, IntSource::U32, width, regs),
        (ConvOp::Bitcast(_), Type::F64) => {
            let low = int_from_float(cx, regs.lo());
            let shifted = float(cx);
            cx.emit(Inst::FloatHigh, &[Operand::reg_def(shifted), Operand::reg_use(regs.lo())]);
            ValueRegs::two(low, int_from_float(cx, shifted))
        }
        (ConvOp::Bitcast(_), Type::F32 | Type::V128 | Type::V256) => ValueRegs::one(int_from_float(cx, regs.lo())),
        (ConvOp::Bitcast(_), Type::I64) => {
            let (low, high, def) = (float_from_int(cx, regs.lo()), float_from_int(cx, regs.hi()), float(cx));
            let operands = [Operand::reg_reuse_def(def, 1), Operand::reg_use(low), Operand::reg_use(high)];
            cx.emit(Inst::FloatPair, &operands);
            ValueRegs::one(def)
        }
        (ConvOp::Bitcast(_), Type::I32) => ValueRegs::one(float_from_int(cx, regs.lo())),
        (ConvOp::Wrap | ConvOp::Sext32 | ConvOp::Zext32, _) => unreachable!("integer conversions are lowered apart"),
    }
}

fn to_float(cx: &mut Cx<'_>, inst: Inst, from: ValueRegs) -> ValueRegs {
    let def = float(cx);
    cx.emit(inst, &[Operand::reg_def(def), Operand::any_use(from.lo())]);
    ValueRegs::one(def)
}

fn pair_to_float(cx: &mut Cx<'_>, from: IntSource, to: Type, regs: ValueRegs) -> ValueRegs {
    let def = float(cx);
    let inst = Inst::IntPairToFloat { from, to: Width::of(to) };
    if from == IntSource::U32 {
        cx.emit(inst, &[Operand::reg_def(def), Operand::reg_use(regs.lo())]);
    } else {
        cx.emit(inst, &[Operand::reg_def(def), Operand::reg_use(regs.lo()), Operand::reg_use(regs.hi())]);
    }
    ValueRegs::one(def)
}

fn float_to_pair(cx: &mut Cx<'_>, to: IntSource, from: Width, regs: ValueRegs) -> ValueRegs {
    let (low, high) = (int(cx), int(cx));
    let inst = Inst::FloatToIntPair { from, to };
    if to == IntSource::U32 {
        cx.emit(inst, &[Operand::reg_def(low), Operand::reg_use(regs.lo())]);
        return ValueRegs::one(low);
    }
    cx.emit(inst, &[Operand::reg_def(low), Operand::reg_def(high), Operand::reg_use(regs.lo())]);
    ValueRegs::two(low, high)
}

fn int_from_float(cx: &mut Cx<'_>, from: VReg) -> VReg {
    let def = int(cx);
    cx.emit(Inst::MovFloatToInt, &[Operand::reg_def(def), Operand::reg_use(from)]);
    def
}

fn float_from_int(cx: &mut Cx<'_>, from: VReg) -> VReg {
    let def = float(cx);
    cx.emit(Inst::MovIntToFloat, &[Operand::reg_def(def), Operand::reg_use(from)]);
    def
}
