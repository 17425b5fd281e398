//! Comparisons, and what depends on them: branches and selections use the flags directly.

use regalloc2::{Operand, VReg};

use super::memory;
use super::wide::{Halves, halves};
use super::{Cx, Src, alu, in_reg, int, set_cond, src};
use crate::ir::{self, BinOp, FloatCc, IntCc, MemType, Op, Terminator, Type, Value};
use crate::isa::ia32::inst::{AluOp, Cc, Cond, Inst, StoreKind, Width};
use crate::isa::mach::ValueRegs;

/// Is the instruction a comparison whose user takes the flags, or a mask that becomes `test`?
pub(super) fn folds(cx: &Cx<'_>, inst: &ir::InstData, user: Option<&ir::InstData>) -> bool {
    let comparison = matches!(inst.op, Op::IntCmp(..) | Op::FloatCmp(..));
    match user.map(|user| &user.op) {
        None => {
            let term = &cx.func.blocks[cx.block().index()].term;
            // Where both targets are the same nobody asks for the condition.
            comparison && matches!(term, Terminator::Branch { .. }) && cx.succ_count() > 1
        }
        Some(&Op::Select(cond, a, b)) => comparison && inst.result == Some(cond) && a != cond && b != cond,
        Some(&Op::IntCmp(IntCc::Eq | IntCc::Ne, a, zero)) => {
            let mask = matches!(inst.op, Op::Binary(BinOp::And, ..)) && cx.ty(a) == Type::I32;
            (comparison || mask) && inst.result == Some(a) && cx.int_const(zero) == Some(0)
        }
        _ => false,
    }
}

/// Sets the flags so that the condition holds if the value is not zero.
pub(super) fn condition(cx: &mut Cx<'_>, value: Value) -> Cond {
    match cx.folded(value).map(|data| &data.op) {
        Some(&Op::IntCmp(cc, a, b)) => compare_ints(cx, cc, a, b),
        Some(&Op::FloatCmp(cc, a, b)) => compare_floats(cx, cc, a, b),
        _ => {
            let reg = cx.reg(value);
            Cond::Cc(not_zero(cx, reg))
        }
    }
}

fn not_zero(cx: &mut Cx<'_>, reg: VReg) -> Cc {
    cx.emit(Inst::Test, &[Operand::reg_use(reg), Operand::reg_use(reg)]);
    Cc::Ne
}

fn invert(cond: Cond) -> Cond {
    match cond {
        Cond::Cc(cc) => Cond::Cc(cc.invert()),
        Cond::FloatEq => Cond::FloatNe,
        Cond::FloatNe => Cond::FloatEq,
    }
}

/// Compares integers.
pub(super) fn compare_ints(cx: &mut Cx<'_>, cc: IntCc, a: Value, b: Value) -> Cond {
    // `(x < y) == 0`, which `!` and conditions make, in any number.
    let (mut cc, mut a, mut b) = (cc, a, b);
    let mut inverted = false;
    while matches!(cc, IntCc::Eq | IntCc::Ne) && cx.ty(a) == Type::I32 && cx.int_const(b) == Some(0) {
        match cx.folded(a).map(|data| &data.op) {
            Some(&Op::IntCmp(inner, x, y)) => {
                inverted ^= cc == IntCc::Eq;
                (cc, a, b) = (inner, x, y);
            }
            Some(&Op::FloatCmp(inner, x, y)) => {
                inverted ^= cc == IntCc::Eq;
                let cond = compare_floats(cx, inner, x, y);
                return if inverted { invert(cond) } else { cond };
            }
            _ => break,
        }
    }
    if cx.int_const(a).is_some() && cx.int_const(b).is_none() {
        (cc, a, b) = (cc.swapped(), b, a);
    }
    let cond = if cx.ty(a) == Type::I64 { compare_wide(cx, cc, a, b) } else { compare_words(cx, cc, a, b) };
    let cond = Cond::Cc(cond);
    if inverted { invert(cond) } else { cond }
}

fn compare_words(cx: &mut Cx<'_>, cc: IntCc, a: Value, b: Value) -> Cc {
    if let Some(cc) = compare_memory(cx, cc, a, b) {
        return cc;
    }
    if cx.int_const(b) == Some(0) && matches!(cc, IntCc::Eq | IntCc::Ne | IntCc::Slt | IntCc::Sge) {
        let mask = match cx.folded(a).map(|data| &data.op) {
            Some(&Op::Binary(BinOp::And, x, y)) => Some(if cx.int_const(x).is_some() { (y, x) } else { (x, y) }),
            _ => None,
        };
        let (x, y) = mask.unwrap_or((a, a));
        let left = cx.reg(x);
        match cx.int_const(y) {
            Some(mask) => cx.emit(Inst::TestImm(mask as u32 as i32), &[Operand::reg_use(left)]),
            None => {
                let right = if x == y { left } else { cx.reg(y) };
                cx.emit(Inst::Test, &[Operand::reg_use(left), Operand::reg_use(right)]);
            }
        }
        return code(cc);
    }
    let left = cx.reg(a);
    let right = src(cx, b);
    compare_regs(cx, left, right);
    code(cc)
}

/// Compares a load that is folded here with a constant or a register.
fn compare_memory(cx: &mut Cx<'_>, cc: IntCc, a: Value, b: Value) -> Option<Cc> {
    let &Op::Load { mem, .. } = &cx.folded(a)?.op else { return None };
    let Some(constant) = cx.int_const(b) else {
        let right = cx.reg(b);
        let left = src(cx, a);
        compare_regs(cx, right, left);
        return Some(code(cc.swapped()));
    };
    let address = memory::folded(cx, a)?;
    let (kind, cc) = match mem {
        MemType::Full(_) => (StoreKind::Word, cc),
        MemType::S8 => (StoreKind::Byte, cc),
        // Neither side is negative in 32 bits.
        _ => (StoreKind::Byte, unsigned(cc)),
    };
    address.emit(cx, Inst::CmpMemImm(kind, constant as u32 as i32, address.mode()), &[]);
    Some(code(cc))
}

fn unsigned(cc: IntCc) -> IntCc {
    match cc {
        IntCc::Slt => IntCc::Ult,
        IntCc::Sle => IntCc::Ule,
        IntCc::Sgt => IntCc::Ugt,
        IntCc::Sge => IntCc::Uge,
        cc => cc,
    }
}

fn compare_regs(cx: &mut Cx<'_>, left: VReg, right: Src) {
    match right {
        Src::Mem(right) => right.emit(cx, Inst::CmpMem(right.mode()), &[Operand::reg_use(left)]),
        Src::Imm(right) => cx.emit(Inst::CmpImm(right as i32), &[Operand::any_use(left)]),
        Src::Reg(right) => cx.emit(Inst::Cmp, &[Operand::reg_use(left), Operand::any_use(right)]),
    }
}

fn compare_wide(cx: &mut Cx<'_>, cc: IntCc, a: Value, b: Value) -> Cc {
    let (mut a_halves, mut b_halves) = (halves(cx, a), halves(cx, b));
    if matches!(cc, IntCc::Eq | IntCc::Ne) {
        equal_wide(cx, a_halves, b_halves);
        return code(cc);
    }
    // Only `<` and `>=` can be told from the flags of a subtraction whose halves are one after the other.
    let mut cc = cc;
    if matches!(cc, IntCc::Sgt | IntCc::Sle | IntCc::Ugt | IntCc::Ule) {
        let largest = if matches!(cc, IntCc::Sgt | IntCc::Sle) { i64::MAX as u64 } else { u64::MAX };
        match cx.int_const(b) {
            Some(bits) if bits != largest => {
                // `a > b` is `a >= b + 1`.
                let next = bits.wrapping_add(1);
                b_halves = [Src::Imm(next as u32), Src::Imm((next >> 32) as u32)];
                cc = match cc {
                    IntCc::Sgt => IntCc::Sge,
                    IntCc::Sle => IntCc::Slt,
                    IntCc::Ugt => IntCc::Uge,
                    _ => IntCc::Ult,
                };
            }
            _ => {
                std::mem::swap(&mut a_halves, &mut b_halves);
                cc = cc.swapped();
            }
        }
    }
    let high = in_reg(cx, a_halves[1]);
    if b_halves[0] == Src::Imm(0) {
        // The low half of the left side can't borrow.
        compare_regs(cx, high, b_halves[1]);
    } else {
        let low = in_reg(cx, a_halves[0]);
        compare_regs(cx, low, b_halves[0]);
        alu(cx, AluOp::Sbb, high, b_halves[1]);
    }
    code(cc)
}

/// Zero flag if all bits are the same.
fn equal_wide(cx: &mut Cx<'_>, a: Halves, b: Halves) {
    let mut difference = |a: Src, b: Src| match (a, b) {
        (Src::Imm(a), Src::Imm(b)) => Src::Imm(a ^ b),
        (a, Src::Imm(0)) => a,
        (Src::Imm(0), b) => b,
        (Src::Imm(a), b) => {
            let b = in_reg(cx, b);
            Src::Reg(alu(cx, AluOp::Xor, b, Src::Imm(a)))
        }
        (a, b) => {
            let a = in_reg(cx, a);
            Src::Reg(alu(cx, AluOp::Xor, a, b))
        }
    };
    let (low, high) = (difference(a[0], b[0]), difference(a[1], b[1]));
    let low = in_reg(cx, low);
    alu(cx, AluOp::Or, low, high);
}

fn code(cc: IntCc) -> Cc {
    match cc {
        IntCc::Eq => Cc::E,
        IntCc::Ne => Cc::Ne,
        IntCc::Slt => Cc::L,
        IntCc::Sle => Cc::Le,
        IntCc::Sgt => Cc::G,
        IntCc::Sge => Cc::Ge,
        IntCc::Ult => Cc::B,
        IntCc::Ule => Cc::Be,
        IntCc::Ugt => Cc::A,
        IntCc::Uge => Cc::Ae,
    }
}

/// Compares floats. `ucomis` sets the carry for "less" and for "unordered" alike, so "less" is asked the other way
/// round, as "above".
pub(super) fn compare_floats(cx: &mut Cx<'_>, cc: FloatCc, a: Value, b: Value) -> Cond {
    let width = Width::of(cx.ty(a));
    let (a, b) = (cx.reg(a), cx.reg(b));
    let (a, b) = if matches!(cc, FloatCc::Lt | FloatCc::Le) { (b, a) } else { (a, b) };
    cx.emit(Inst::FloatCmp(width), &[Operand::reg_use(a), Operand::any_use(b)]);
    match cc {
        FloatCc::Eq => Cond::FloatEq,
        FloatCc::Ne => Cond::FloatNe,
        FloatCc::Lt | FloatCc::Gt => Cond::Cc(Cc::A),
        FloatCc::Le | FloatCc::Ge => Cond::Cc(Cc::Ae),
    }
}

/// `cond != 0 ? a : b`
pub(super) fn select(cx: &mut Cx<'_>, cond: Value, a: Value, b: Value) -> ValueRegs {
    let ty = cx.ty(a);
    let (then, otherwise) = (cx.value(a), cx.value(b));
    // Last, so that nothing else is made between the flags and their use.
    let cc = match condition(cx, cond) {
        Cond::Cc(cc) => cc,
        // Two flags: a conditional move takes one condition.
        cond => {
            let reg = set_cond(cx, cond);
            not_zero(cx, reg)
        }
    };
    if matches!(ty, Type::F32 | Type::F64) {
        let def = cx.new_value_regs(ty);
        let operands =
            [Operand::reg_reuse_def(def.lo(), 1), Operand::reg_use(otherwise.lo()), Operand::reg_use(then.lo())];
        cx.emit(Inst::FloatCMov(cc), &operands);
        return def;
    }
    let mut half = |then: VReg, otherwise: VReg| {
        let def = int(cx);
        let operands = [Operand::reg_reuse_def(def, 1), Operand::reg_use(otherwise), Operand::any_use(then)];
        cx.emit(Inst::CMov(cc), &operands);
        def
    };
    let low = half(then.lo(), otherwise.lo());
    if ty == Type::I64 { ValueRegs::two(low, half(then.hi(), otherwise.hi())) } else { ValueRegs::one(low) }
}
