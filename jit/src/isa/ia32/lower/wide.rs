//! 64-bit integer arithmetic on pairs of registers.

use regalloc2::{Operand, VReg};

use super::arith::{bit_scan, in_place, mul_wide, shift_imm, shift_reg, zero};
use super::memory;
use super::{Cx, Src, alu, imm, in_reg, int};
use crate::ir::{self, BinOp, ConvOp, Op, UnOp, Value};
use crate::isa::ia32::inst::{AluOp, Cc, Inst, ShiftOp};
use crate::isa::ia32::regs::{EAX, EBX, ECX, EDX};
use crate::isa::mach::ValueRegs;

/// The halves of a value, low first; constants where they are known.
pub(super) type Halves = [Src; 2];

/// The halves of a value.
pub(super) fn halves(cx: &mut Cx<'_>, value: Value) -> Halves {
    match cx.def(value).map(|(_, data)| &data.op) {
        Some(&Op::Int(_, bits)) => [Src::Imm(bits as u32), Src::Imm((bits >> 32) as u32)],
        Some(&Op::Convert(ConvOp::Zext32, low)) => [Src::Reg(cx.reg(low)), Src::Imm(0)],
        _ => match memory::folded(cx, value) {
            Some(address) => [Src::Mem(address), Src::Mem(address.plus(4))],
            None => {
                let regs = cx.value(value);
                [Src::Reg(regs.lo()), Src::Reg(regs.hi())]
            }
        },
    }
}

/// An operation on two `i64`.
pub(super) fn binary(cx: &mut Cx<'_>, op: BinOp, a: Value, b: Value) -> ValueRegs {
    match op {
        BinOp::Shl | BinOp::Lshr | BinOp::Ashr => return shift(cx, op, a, b),
        BinOp::Sdiv | BinOp::Srem => return divide(cx, op, a, b),
        BinOp::Udiv | BinOp::Urem => match cx.int_const(b) {
            Some(power) if power.is_power_of_two() && op == BinOp::Udiv => {
                let a = cx.value(a);
                return shift_const(cx, BinOp::Lshr, a, power.trailing_zeros());
            }
            Some(power) if power.is_power_of_two() => {
                let (a, mask) = (halves(cx, a), power - 1);
                return logic(cx, AluOp::And, a, [Src::Imm(mask as u32), Src::Imm((mask >> 32) as u32)]);
            }
            _ => return divide(cx, op, a, b),
        },
        BinOp::Mul if cx.int_const(b).is_some_and(u64::is_power_of_two) => {
            let a = cx.value(a);
            let count = cx.int_const(b).map_or(0, u64::trailing_zeros);
            return shift_const(cx, BinOp::Shl, a, count);
        }
        _ => {}
    }
    if op == BinOp::Mul
        && let Some(product) = mul_extended(cx, a, b)
    {
        return product;
    }
    let (mut a, mut b) = (halves(cx, a), halves(cx, b));
    let constants = |halves: &Halves| halves.iter().filter(|half| matches!(half, Src::Imm(_))).count();
    let is_memory = |halves: &Halves| matches!(halves, [Src::Mem(_), _]);
    if op != BinOp::Sub && (constants(&a) > constants(&b) || is_memory(&a)) {
        std::mem::swap(&mut a, &mut b);
    }
    match op {
        BinOp::Add => carry(cx, AluOp::Add, AluOp::Adc, a, b),
        BinOp::Sub => carry(cx, AluOp::Sub, AluOp::Sbb, a, b),
        BinOp::And => logic(cx, AluOp::And, a, b),
        BinOp::Or => logic(cx, AluOp::Or, a, b),
        BinOp::Xor => logic(cx, AluOp::Xor, a, b),
        BinOp::Mul => mul(cx, a, b),
        _ => unreachable!("a verified module has no such types"),
    }
}

/// An operation on one `i64`.
pub(super) fn unary(cx: &mut Cx<'_>, op: UnOp, a: Value) -> ValueRegs {
    let a = cx.value(a);
    match op {
        UnOp::Not => {
            let low = in_place(cx, Inst::Not, a.lo());
            return ValueRegs::two(low, in_place(cx, Inst::Not, a.hi()));
        }
        UnOp::Bswap => {
            let low = in_place(cx, Inst::Bswap, a.hi());
            return ValueRegs::two(low, in_place(cx, Inst::Bswap, a.lo()));
        }
        UnOp::Clz => {
            // Bit numbers become counts by `^ 31`; those of the low half by `^ 32 ^ 31`, which makes 64 of 127.
            let none = imm(cx, 127);
            let low = bit_scan(cx, false, a.lo(), none);
            let low = alu(cx, AluOp::Xor, low, Src::Imm(32));
            let highest = bit_scan(cx, false, a.hi(), low);
            let count = alu(cx, AluOp::Xor, highest, Src::Imm(31));
            return ValueRegs::two(count, zero(cx));
        }
        UnOp::Ctz => {
            let none = imm(cx, 32);
            let high = bit_scan(cx, true, a.hi(), none);
            let high = alu(cx, AluOp::Add, high, Src::Imm(32));
            let count = bit_scan(cx, true, a.lo(), high);
            return ValueRegs::two(count, zero(cx));
        }
        _ => {}
    }
    let low = in_place(cx, Inst::Neg, a.lo());
    let high = alu(cx, AluOp::Adc, a.hi(), Src::Imm(0));
    ValueRegs::two(low, in_place(cx, Inst::Neg, high))
}

fn carry(cx: &mut Cx<'_>, op: AluOp, with_carry: AluOp, a: Halves, b: Halves) -> ValueRegs {
    // Everything is in registers before the first half, since the flags must survive up to the second.
    let (a_low, a_high) = (in_reg(cx, a[0]), in_reg(cx, a[1]));
    if b[0] == Src::Imm(0) {
        return ValueRegs::two(a_low, alu(cx, op, a_high, b[1]));
    }
    let low = alu(cx, op, a_low, b[0]);
    ValueRegs::two(low, alu(cx, with_carry, a_high, b[1]))
}

fn logic(cx: &mut Cx<'_>, op: AluOp, a: Halves, b: Halves) -> ValueRegs {
    let low = logic_half(cx, op, a[0], b[0]);
    ValueRegs::two(low, logic_half(cx, op, a[1], b[1]))
}

/// `and`, `or`, `xor`; the constants 0 and -1 are common in masks and where a value was extended.
fn logic_half(cx: &mut Cx<'_>, op: AluOp, a: Src, b: Src) -> VReg {
    let (a, b) = if matches!(a, Src::Imm(_)) { (b, a) } else { (a, b) };
    match (op, b) {
        (AluOp::And, Src::Imm(0)) => zero(cx),
        (AluOp::And, Src::Imm(u32::MAX)) | (AluOp::Or | AluOp::Xor, Src::Imm(0)) => in_reg(cx, a),
        _ => {
            let a = in_reg(cx, a);
            alu(cx, op, a, b)
        }
    }
}

/// Is the instruction an extended factor that [`mul_extended`] takes before its extension?
pub(super) fn folds(cx: &Cx<'_>, inst: &ir::InstData, user: Option<&ir::InstData>) -> bool {
    let Some(&Op::Binary(BinOp::Mul, a, b)) = user.map(|user| &user.op) else { return false };
    matches!(inst.op, Op::Convert(ConvOp::Sext32, _)) && extended_factors(cx, a, b).is_some()
}

fn extended_factors(cx: &Cx<'_>, a: Value, b: Value) -> Option<(Value, Value)> {
    let Op::Convert(ConvOp::Sext32, a) = cx.def(a)?.1.op else { return None };
    let Op::Convert(ConvOp::Sext32, b) = cx.def(b)?.1.op else { return None };
    Some((a, b))
}

/// Product of two sign-extended 32-bit values: one instruction.
fn mul_extended(cx: &mut Cx<'_>, a: Value, b: Value) -> Option<ValueRegs> {
    let (a, b) = extended_factors(cx, a, b)?;
    let (a, b) = (cx.reg(a), cx.reg(b));
    let (low, high) = mul_wide(cx, a, b, true);
    Some(ValueRegs::two(low, high))
}

/// Schoolbook multiplication: the product of the low halves, and the cross products for the high half.
fn mul(cx: &mut Cx<'_>, a: Halves, b: Halves) -> ValueRegs {
    let (a_low, b_low) = (in_reg(cx, a[0]), in_reg(cx, b[0]));
    let (low, mut high) = mul_wide(cx, a_low, b_low, false);
    for (factor, other) in [(b[1], a_low), (a[1], b_low)] {
        if factor != Src::Imm(0) {
            let cross = alu(cx, AluOp::Imul, other, factor);
            high = alu(cx, AluOp::Add, high, Src::Reg(cross));
        }
    }
    ValueRegs::two(low, high)
}

fn shift(cx: &mut Cx<'_>, op: BinOp, a: Value, b: Value) -> ValueRegs {
    let regs = cx.value(a);
    if let Some(count) = cx.int_const(b) {
        return shift_const(cx, op, regs, count as u32 & 63);
    }
    let count = halves(cx, b)[0];
    let count = in_reg(cx, count);
    // Bits move from `from` into `into`. The hardware shifts modulo 32, so from 32 on the result is one half further.
    let (into, from) = if op == BinOp::Shl { (regs.hi(), regs.lo()) } else { (regs.lo(), regs.hi()) };
    let double = int(cx);
    let operands = [
        Operand::reg_reuse_def(double, 1),
        Operand::reg_use(into),
        Operand::reg_use(from),
        Operand::reg_fixed_use(count, ECX),
    ];
    cx.emit(Inst::DoubleShiftCl { left: op == BinOp::Shl }, &operands);
    let single = shift_reg(cx, shift_op(op), from, count);
    let fill = if op == BinOp::Ashr { shift_imm(cx, ShiftOp::Sar, from, 31) } else { zero(cx) };
    cx.emit(Inst::TestImm(32), &[Operand::reg_use(count)]);
    let into = cmov_ne(cx, double, single);
    let from = cmov_ne(cx, single, fill);
    if op == BinOp::Shl { ValueRegs::two(from, into) } else { ValueRegs::two(into, from) }
}

fn cmov_ne(cx: &mut Cx<'_>, otherwise: VReg, then: VReg) -> VReg {
    let def = int(cx);
    let operands = [Operand::reg_reuse_def(def, 1), Operand::reg_use(otherwise), Operand::any_use(then)];
    cx.emit(Inst::CMov(Cc::Ne), &operands);
    def
}

fn shift_op(op: BinOp) -> ShiftOp {
    match op {
        BinOp::Shl => ShiftOp::Shl,
        BinOp::Lshr => ShiftOp::Shr,
        _ => ShiftOp::Sar,
    }
}

/// Shift by a constant below 64.
fn shift_const(cx: &mut Cx<'_>, op: BinOp, regs: ValueRegs, count: u32) -> ValueRegs {
    let left = op == BinOp::Shl;
    let (into, from) = if left { (regs.hi(), regs.lo()) } else { (regs.lo(), regs.hi()) };
    let (into, from) = match count as u8 {
        0 => (into, from),
        count @ 1..=31 => {
            let double = int(cx);
            let operands = [Operand::reg_reuse_def(double, 1), Operand::reg_use(into), Operand::reg_use(from)];
            cx.emit(Inst::DoubleShiftImm { left, count }, &operands);
            (double, shift_imm(cx, shift_op(op), from, count))
        }
        count => {
            let into = shift_imm(cx, shift_op(op), from, count & 31);
            (into, if op == BinOp::Ashr { shift_imm(cx, ShiftOp::Sar, from, 31) } else { zero(cx) })
        }
    };
    if left { ValueRegs::two(from, into) } else { ValueRegs::two(into, from) }
}

fn divide(cx: &mut Cx<'_>, op: BinOp, a: Value, b: Value) -> ValueRegs {
    let signed = matches!(op, BinOp::Sdiv | BinOp::Srem);
    let constant = cx.int_const(b);
    let check_zero = constant.is_none_or(|b| b == 0);
    let check_overflow = signed && constant.is_none_or(|b| b == u64::MAX);
    let (a, b) = (cx.value(a), cx.value(b));
    let quotient = ValueRegs::two(int(cx), int(cx));
    let remainder = ValueRegs::two(int(cx), int(cx));
    let temp = int(cx);
    let operands = [
        Operand::reg_fixed_def(quotient.lo(), EAX),
        Operand::reg_fixed_def(quotient.hi(), EDX),
        Operand::reg_fixed_def(remainder.lo(), EBX),
        Operand::reg_fixed_def(remainder.hi(), ECX),
        Operand::reg_fixed_use(a.lo(), EAX),
        Operand::reg_fixed_use(a.hi(), EDX),
        Operand::reg_fixed_use(b.lo(), EBX),
        Operand::reg_fixed_use(b.hi(), ECX),
        Operand::reg_temp(temp),
    ];
    let count = operands.len() - usize::from(!check_zero && !check_overflow);
    cx.emit(Inst::Div64 { signed, check_zero, check_overflow }, &operands[..count]);
    if matches!(op, BinOp::Sdiv | BinOp::Udiv) { quotient } else { remainder }
}
