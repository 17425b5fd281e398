//! Comparisons, fused with the branch or select that uses them.

use regalloc2::{Operand, RegClass};

use super::{Cx, Ops, arith, size};
use crate::ir::{self, BinOp, FloatCc, IntCc, Op, Type};
use crate::isa::amd64::inst::{Cc, Cmp, FSize, Inst, Size};

/// How many `(a < b) != 0` around a comparison are seen through.
const MAX_PEEL: usize = 4;

/// A comparison of IR values and the condition that is true in the flags after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flags {
    cmp: Cmp,
    cc: Cc,
    regs: [Option<ir::Value>; 2],
}

fn int_cc(cc: IntCc) -> Cc {
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

impl Cc {
    /// The condition that is true exactly where this one is not. That holds for unordered floats too, since it is
    /// the same flags that are asked.
    pub(in crate::isa::amd64) fn invert(self) -> Self {
        match self {
            Self::E => Self::Ne,
            Self::Ne => Self::E,
            Self::L => Self::Ge,
            Self::Le => Self::G,
            Self::G => Self::Le,
            Self::Ge => Self::L,
            Self::B => Self::Ae,
            Self::Be => Self::A,
            Self::A => Self::Be,
            Self::Ae => Self::B,
            Self::FloatE => Self::FloatNe,
            Self::FloatNe => Self::FloatE,
        }
    }
}

impl Flags {
    /// The comparison that an `IntCmp` or `FloatCmp` is.
    pub(super) fn of_op(cx: &Cx<'_>, op: &Op) -> Self {
        match *op {
            Op::IntCmp(cc, a, b) => Self::int(cx, cc, a, b),
            Op::FloatCmp(cc, a, b) => {
                // ucomis sets CF as for unsigned integers, and all of ZF, PF, CF if unordered: `above` is the
                // only order that is false then.
                let (cc, a, b) = match cc {
                    FloatCc::Eq => (Cc::FloatE, a, b),
                    FloatCc::Ne => (Cc::FloatNe, a, b),
                    FloatCc::Lt => (Cc::A, b, a),
                    FloatCc::Le => (Cc::Ae, b, a),
                    FloatCc::Gt => (Cc::A, a, b),
                    FloatCc::Ge => (Cc::Ae, a, b),
                };
                Self { cmp: Cmp::Float(arith::float_size(cx, a)), cc, regs: [Some(a), Some(b)] }
            }
            _ => Self { cmp: Cmp::Zero(Size::S32), cc: Cc::Ne, regs: [None; 2] },
        }
    }

    fn int(cx: &Cx<'_>, cc: IntCc, a: ir::Value, b: ir::Value) -> Self {
        let (cc, a, b) =
            if cx.int_const(a).is_some() && cx.int_const(b).is_none() { (cc.swapped(), b, a) } else { (cc, a, b) };
        let size = size(cx.ty(a));
        let Some(imm) = arith::imm(cx, b) else {
            return Self { cmp: Cmp::Reg(size), cc: int_cc(cc), regs: [Some(a), Some(b)] };
        };
        if imm != 0 {
            return Self { cmp: Cmp::Imm(size, imm), cc: int_cc(cc), regs: [Some(a), None] };
        }
        if let Some((inst, ir::InstData { op: Op::Binary(BinOp::And, x, y), .. })) = cx.def(a)
            && cx.uses(a) == 1
            && cx.block_of(inst) == cx.block()
        {
            let (x, y) = if cx.int_const(*x).is_some() { (*y, *x) } else { (*x, *y) };
            return match arith::imm(cx, y) {
                Some(mask) => Self { cmp: Cmp::TestImm(size, mask), cc: int_cc(cc), regs: [Some(x), None] },
                None => Self { cmp: Cmp::Test(size), cc: int_cc(cc), regs: [Some(x), Some(y)] },
            };
        }
        Self { cmp: Cmp::Zero(size), cc: int_cc(cc), regs: [Some(a), None] }
    }

    /// The comparison behind an `i32` condition: the flags' condition is true if the value is not zero.
    pub(super) fn of_cond(cx: &Cx<'_>, cond: ir::Value) -> Self {
        let mut value = cond;
        let mut inverted = false;
        let mut flags = Self { cmp: Cmp::Zero(Size::S32), cc: Cc::Ne, regs: [Some(cond), None] };
        for _ in 0..MAX_PEEL {
            let Some((inst, data)) = cx.def(value) else { break };
            if cx.block_of(inst) != cx.block() || !matches!(data.op, Op::IntCmp(..) | Op::FloatCmp(..)) {
                break;
            }
            flags = Self::of_op(cx, &data.op);
            if inverted {
                flags.cc = flags.cc.invert();
            }
            match data.op {
                Op::IntCmp(cc @ (IntCc::Eq | IntCc::Ne), a, b) if cx.int_const(b) == Some(0) => {
                    inverted ^= cc == IntCc::Eq;
                    value = a;
                }
                _ => break,
            }
        }
        flags
    }

    /// The values whose registers it needs.
    pub(super) fn demands(self, f: &mut dyn FnMut(ir::Value)) {
        self.regs.into_iter().flatten().for_each(f);
    }

    /// Adds its operands.
    fn operands(self, cx: &mut Cx<'_>, ops: &mut Ops) {
        if let [Some(a), b] = self.regs {
            ops.push(Operand::reg_use(cx.reg(a)));
            if let Some(b) = b {
                let b = cx.reg(b);
                ops.push(if matches!(self.cmp, Cmp::Test(_)) { Operand::reg_use(b) } else { Operand::any_use(b) });
            }
        }
    }
}

/// A comparison whose value is needed as 0 or 1.
pub(super) fn value(cx: &mut Cx<'_>, inst: ir::Inst) {
    let flags = Flags::of_op(cx, &cx.func.insts[inst.index()].op);
    let mut uses = Ops::default();
    flags.operands(cx, &mut uses);
    let mut ops = Ops::default();
    ops.push(Operand::reg_def(cx.result(inst).lo()));
    ops.extend(&uses);
    let size = match flags.cmp {
        Cmp::Float(size) => size,
        _ => FSize::F32,
    };
    match flags.cc {
        Cc::FloatE | Cc::FloatNe => {
            let temp = cx.new_vreg(RegClass::Float);
            ops.push(Operand::reg_temp(temp));
            cx.emit(Inst::SetFloat(size, flags.cc == Cc::FloatNe), &ops);
        }
        cc => cx.emit(Inst::SetCc(flags.cmp, cc), &ops),
    }
}

/// Branch if the condition is not zero.
pub(super) fn branch(cx: &mut Cx<'_>, cond: ir::Value) {
    let flags = Flags::of_cond(cx, cond);
    let mut ops = Ops::default();
    flags.operands(cx, &mut ops);
    cx.emit(Inst::Branch(flags.cmp, flags.cc), &ops);
}

/// `cond != 0 ? a : b`.
pub(super) fn select(cx: &mut Cx<'_>, inst: ir::Inst, cond: ir::Value, a: ir::Value, b: ir::Value) {
    let flags = Flags::of_cond(cx, cond);
    let ty = cx.ty(a);
    // "Equal and ordered" takes two conditions that must both hold; its inverse takes either.
    let (cc, a, b) = if flags.cc == Cc::FloatE { (Cc::FloatNe, b, a) } else { (flags.cc, a, b) };
    let (a, b) = (cx.reg(a), cx.reg(b));
    let mut uses = Ops::default();
    flags.operands(cx, &mut uses);
    let dst = cx.result(inst).lo();
    let mut ops = Ops::default();
    ops.push(Operand::reg_reuse_def(dst, 2));
    ops.push(Operand::reg_use(a));
    ops.push(Operand::reg_use(b));
    ops.extend(&uses);
    match ty {
        Type::I32 | Type::I64 => cx.emit(Inst::Select(flags.cmp, cc, size(ty)), &ops),
        _ => cx.emit(Inst::SelectFloat(flags.cmp, cc), &ops),
    }
}
