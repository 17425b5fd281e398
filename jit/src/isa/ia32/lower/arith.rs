//! 32-bit integer arithmetic.

use regalloc2::{Operand, VReg};

use super::memory;
use super::{Cx, Src, alu, define, imm, in_reg, int, src};
use crate::ir::{BinOp, UnOp, Value};
use crate::isa::ia32::inst::{AluOp, Amode, Base, Cc, Extend, Inst, ShiftOp};
use crate::isa::ia32::regs::{EAX, ECX, EDX};

/// An operation on two `i32`.
pub(super) fn binary(cx: &mut Cx<'_>, op: BinOp, a: Value, b: Value) -> VReg {
    match op {
        BinOp::Add => add(cx, a, b),
        BinOp::Sub => match (cx.int_const(a), cx.int_const(b)) {
            (_, Some(b)) => {
                let reg = cx.reg(a);
                add_imm(cx, a, reg, (b as u32).wrapping_neg())
            }
            (Some(0), None) => {
                let b = cx.reg(b);
                in_place(cx, Inst::Neg, b)
            }
            _ => plain(cx, AluOp::Sub, a, b),
        },
        BinOp::Mul => mul(cx, a, b),
        BinOp::And => commutative(cx, AluOp::And, a, b),
        BinOp::Or => commutative(cx, AluOp::Or, a, b),
        BinOp::Xor => commutative(cx, AluOp::Xor, a, b),
        BinOp::Shl => shift(cx, ShiftOp::Shl, a, b),
        BinOp::Lshr => shift(cx, ShiftOp::Shr, a, b),
        BinOp::Ashr => shift(cx, ShiftOp::Sar, a, b),
        BinOp::Udiv | BinOp::Urem => match cx.int_const(b) {
            Some(b) if b.is_power_of_two() && op == BinOp::Udiv => {
                let a = cx.reg(a);
                shift_imm(cx, ShiftOp::Shr, a, b.trailing_zeros() as u8)
            }
            Some(b) if b.is_power_of_two() => {
                let a = cx.reg(a);
                alu(cx, AluOp::And, a, Src::Imm(b as u32 - 1))
            }
            _ => divide(cx, a, b, false, op == BinOp::Udiv),
        },
        BinOp::Sdiv | BinOp::Srem => divide(cx, a, b, true, op == BinOp::Sdiv),
        BinOp::Fadd | BinOp::Fsub | BinOp::Fmul | BinOp::Fdiv => unreachable!("a verified module has no such types"),
    }
}

/// An operation on one `i32`.
pub(super) fn unary(cx: &mut Cx<'_>, op: UnOp, a: Value) -> VReg {
    let a = cx.reg(a);
    match op {
        UnOp::Neg => in_place(cx, Inst::Neg, a),
        UnOp::Bswap => in_place(cx, Inst::Bswap, a),
        UnOp::Clz => {
            // 63 ^ 31 is 32.
            let for_zero = imm(cx, 63);
            let highest = bit_scan(cx, false, a, for_zero);
            alu(cx, AluOp::Xor, highest, Src::Imm(31))
        }
        UnOp::Ctz => {
            let for_zero = imm(cx, 32);
            bit_scan(cx, true, a, for_zero)
        }
        UnOp::Not => in_place(cx, Inst::Not, a),
        UnOp::Sext8 => extend(cx, Extend::S8, a),
        UnOp::Sext16 => extend(cx, Extend::S16, a),
        UnOp::Zext8 => extend(cx, Extend::U8, a),
        UnOp::Zext16 => extend(cx, Extend::U16, a),
        UnOp::Fneg | UnOp::Fabs | UnOp::Fsqrt => unreachable!("a verified module has no such types"),
    }
}

/// The number of the highest or lowest set bit; `for_zero` if there is none.
pub(super) fn bit_scan(cx: &mut Cx<'_>, lowest: bool, a: VReg, for_zero: VReg) -> VReg {
    let (scanned, def) = (int(cx), int(cx));
    cx.emit(Inst::BitScan { lowest }, &[Operand::reg_def(scanned), Operand::any_use(a)]);
    let operands = [Operand::reg_reuse_def(def, 1), Operand::reg_use(scanned), Operand::any_use(for_zero)];
    cx.emit(Inst::CMov(Cc::E), &operands);
    def
}

fn extend(cx: &mut Cx<'_>, extend: Extend, a: VReg) -> VReg {
    let def = int(cx);
    let operand = match extend {
        Extend::S8 | Extend::U8 => Operand::reg_use(a),
        Extend::S16 | Extend::U16 => Operand::any_use(a),
    };
    cx.emit(Inst::Extend(extend), &[Operand::reg_def(def), operand]);
    def
}

/// An instruction that changes its only operand.
pub(super) fn in_place(cx: &mut Cx<'_>, inst: Inst, a: VReg) -> VReg {
    let def = int(cx);
    cx.emit(inst, &[Operand::reg_reuse_def(def, 1), Operand::reg_use(a)]);
    def
}

fn plain(cx: &mut Cx<'_>, op: AluOp, a: Value, b: Value) -> VReg {
    let a = cx.reg(a);
    let b = src(cx, b);
    alu(cx, op, a, b)
}

fn commutative(cx: &mut Cx<'_>, op: AluOp, a: Value, b: Value) -> VReg {
    let (a, b) = ordered(cx, a, b);
    plain(cx, op, a, b)
}

/// The operands of a commutative operation; a constant or a load is the second.
fn ordered(cx: &Cx<'_>, a: Value, b: Value) -> (Value, Value) {
    let second = |value| cx.int_const(value).is_some() || memory::is_folded(cx, value);
    if second(a) && !second(b) { (b, a) } else { (a, b) }
}

/// `lea` where an operand is needed again: it saves the copy.
fn add(cx: &mut Cx<'_>, a: Value, b: Value) -> VReg {
    let (a, b) = ordered(cx, a, b);
    if let Some(b) = cx.int_const(b) {
        let reg = cx.reg(a);
        return add_imm(cx, a, reg, b as u32);
    }
    if memory::is_folded(cx, b) {
        return plain(cx, AluOp::Add, a, b);
    }
    let (left, right) = (cx.reg(a), cx.reg(b));
    if cx.uses(a) == 1 {
        return alu(cx, AluOp::Add, left, Src::Reg(right));
    }
    if cx.uses(b) == 1 {
        return alu(cx, AluOp::Add, right, Src::Reg(left));
    }
    let def = int(cx);
    let sum = Amode { index: Some(0), ..Amode::new(Base::Reg, 0) };
    cx.emit(Inst::Lea(sum), &[Operand::reg_def(def), Operand::reg_use(left), Operand::reg_use(right)]);
    def
}

fn add_imm(cx: &mut Cx<'_>, a: Value, reg: VReg, b: u32) -> VReg {
    if cx.uses(a) == 1 {
        return alu(cx, AluOp::Add, reg, Src::Imm(b));
    }
    let def = int(cx);
    let sum = Amode::new(Base::Reg, b as i32);
    cx.emit(Inst::Lea(sum), &[Operand::reg_def(def), Operand::reg_use(reg)]);
    def
}

fn mul(cx: &mut Cx<'_>, a: Value, b: Value) -> VReg {
    let (a, b) = ordered(cx, a, b);
    let left = cx.reg(a);
    match cx.int_const(b).map(|b| b as u32) {
        Some(b) if b.is_power_of_two() => shift_imm(cx, ShiftOp::Shl, left, b.trailing_zeros() as u8),
        Some(b @ (3 | 5 | 9)) => {
            let def = int(cx);
            let product = Amode { index: Some((b - 1).trailing_zeros() as u8), ..Amode::new(Base::Reg, 0) };
            cx.emit(Inst::Lea(product), &[Operand::reg_def(def), Operand::reg_use(left), Operand::reg_use(left)]);
            def
        }
        Some(b) => alu(cx, AluOp::Imul, left, Src::Imm(b)),
        None => {
            let right = src(cx, b);
            alu(cx, AluOp::Imul, left, right)
        }
    }
}

fn shift(cx: &mut Cx<'_>, op: ShiftOp, a: Value, b: Value) -> VReg {
    let left = cx.reg(a);
    match cx.int_const(b) {
        Some(b) => shift_imm(cx, op, left, b as u8 & 31),
        None => {
            let count = cx.reg(b);
            shift_reg(cx, op, left, count)
        }
    }
}

/// Shift by a constant below 32.
pub(super) fn shift_imm(cx: &mut Cx<'_>, op: ShiftOp, a: VReg, count: u8) -> VReg {
    if count == 0 { a } else { in_place(cx, Inst::ShiftImm(op, count), a) }
}

/// Shift by a register, modulo 32.
pub(super) fn shift_reg(cx: &mut Cx<'_>, op: ShiftOp, a: VReg, count: VReg) -> VReg {
    let def = int(cx);
    let operands = [Operand::reg_reuse_def(def, 1), Operand::reg_use(a), Operand::reg_fixed_use(count, ECX)];
    cx.emit(Inst::ShiftCl(op), &operands);
    def
}

fn divide(cx: &mut Cx<'_>, a: Value, b: Value, signed: bool, quotient: bool) -> VReg {
    let a = src(cx, a);
    let a = in_reg(cx, a);
    let b = cx.reg(b);
    let high = if signed {
        let high = int(cx);
        cx.emit(Inst::Cdq, &[Operand::reg_fixed_def(high, EDX), Operand::reg_fixed_use(a, EAX)]);
        high
    } else {
        define(cx, Inst::Imm(0))
    };
    let (quot, rem) = (int(cx), int(cx));
    let operands = [
        Operand::reg_fixed_def(quot, EAX),
        Operand::reg_fixed_def(rem, EDX),
        Operand::reg_fixed_use(a, EAX),
        Operand::reg_fixed_use(high, EDX),
        Operand::any_use(b),
    ];
    cx.emit(Inst::Div { signed }, &operands);
    if quotient { quot } else { rem }
}

/// Product of two unsigned or signed registers: low and high half.
pub(super) fn mul_wide(cx: &mut Cx<'_>, a: VReg, b: VReg, signed: bool) -> (VReg, VReg) {
    let (low, high) = (int(cx), int(cx));
    let operands = [
        Operand::reg_fixed_def(low, EAX),
        Operand::reg_fixed_def(high, EDX),
        Operand::reg_fixed_use(a, EAX),
        Operand::any_use(b),
    ];
    cx.emit(Inst::MulWide { signed }, &operands);
    (low, high)
}

/// A register with zero.
pub(super) fn zero(cx: &mut Cx<'_>) -> VReg {
    imm(cx, 0)
}
