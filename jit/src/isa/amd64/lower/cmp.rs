//! Comparisons, fused with the branch or select that uses them.

use regalloc2::{Operand, RegClass};

use super::fold::{self, Folded};
use super::{Cx, Ops, arith, size};
use crate::ir::{self, BinOp, FloatCc, IntCc, MemType, Op, Type, UnOp};
use crate::isa::amd64::inst::{Cc, Cmp, FSize, Inst, Size, Src, Width};

/// How many `(a < b) != 0` around a comparison are seen through.
const MAX_PEEL: usize = 4;

/// A comparison of IR values and the condition that is true in the flags after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flags {
    what: What,
    cc: Cc,
}

/// What is compared.
#[derive(Debug, Clone, Copy)]
enum What {
    Regs(Size, ir::Value, ir::Value),
    RegMem(Size, ir::Value, Folded),
    Imm(Size, i32, ir::Value),
    MemImm(Width, i32, Folded),
    Zero(Size, ir::Value),
    Test(Size, ir::Value, ir::Value),
    TestImm(Size, i32, ir::Value),
    TestMem(Width, i32, Folded),
    Bit(Size, ir::Value, ir::Value),
    Floats(FSize, ir::Value, ir::Value),
    FloatMem(FSize, ir::Value, Folded),
    FloatConst(FSize, ir::Value, u64),
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
            Self::S => Self::Ns,
            Self::Ns => Self::S,
            Self::FloatE => Self::FloatNe,
            Self::FloatNe => Self::FloatE,
        }
    }
}

impl Flags {
    /// The comparison that an `IntCmp` or `FloatCmp` is; `sole` if nothing else needs its operands, so that it can
    /// load them itself.
    pub(super) fn of_op(cx: &Cx<'_>, op: &Op, sole: bool) -> Self {
        match *op {
            Op::IntCmp(cc, a, b) => Self::int(cx, cc, a, b, sole),
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
                let size = arith::float_size(cx, a);
                let folded = if sole { Folded::whole(cx, b) } else { None };
                let what = match (folded, arith::local_const(cx, b)) {
                    (Some(folded), _) => What::FloatMem(size, a, folded),
                    // Zero is made without memory.
                    (None, Some(bits)) if sole && bits != 0 => What::FloatConst(size, a, bits),
                    _ => What::Floats(size, a, b),
                };
                Self { what, cc }
            }
            _ => Self { what: What::Zero(Size::S32, ir::Value(0)), cc: Cc::Ne },
        }
    }

    fn int(cx: &Cx<'_>, cc: IntCc, a: ir::Value, b: ir::Value, sole: bool) -> Self {
        let (cc, a, b) =
            if cx.int_const(a).is_some() && cx.int_const(b).is_none() { (cc.swapped(), b, a) } else { (cc, a, b) };
        if let Some(imm) = arith::imm(cx, b) {
            return Self::with_imm(cx, cc, a, imm, sole);
        }
        let size = size(cx.ty(a));
        let folded = |value: ir::Value| if sole { Folded::whole(cx, value) } else { None };
        if let Some(load) = folded(b) {
            return Self { what: What::RegMem(size, a, load), cc: int_cc(cc) };
        }
        if let Some(load) = folded(a) {
            return Self { what: What::RegMem(size, b, load), cc: int_cc(cc.swapped()) };
        }
        Self { what: What::Regs(size, a, b), cc: int_cc(cc) }
    }

    fn with_imm(cx: &Cx<'_>, cc: IntCc, a: ir::Value, imm: i32, sole: bool) -> Self {
        // A comparison with zero needs no constant.
        let (cc, imm) = match (cc, imm) {
            (IntCc::Sgt, -1) => (IntCc::Sge, 0),
            (IntCc::Sle, -1) | (IntCc::Slt, 0) => (IntCc::Slt, 0),
            (IntCc::Slt, 1) => (IntCc::Sle, 0),
            (IntCc::Sge, 1) => (IntCc::Sgt, 0),
            (IntCc::Ult, 1) | (IntCc::Ule, 0) => (IntCc::Eq, 0),
            (IntCc::Uge, 1) | (IntCc::Ugt, 0) => (IntCc::Ne, 0),
            known => known,
        };
        let size = size(cx.ty(a));
        if sole && let Some(flags) = Folded::of(cx, a).and_then(|load| Self::load_with_imm(cc, load, imm)) {
            return flags;
        }
        if imm != 0 {
            return Self { what: What::Imm(size, imm, a), cc: int_cc(cc) };
        }
        if let Some((x, y)) = operands_of(cx, BinOp::And, a) {
            return Self::bits(cx, cc, size, x, y, sole);
        }
        Self { what: What::Zero(size, a), cc: int_cc(cc) }
    }

    /// A loaded value and a constant, in as many bits as are loaded.
    fn load_with_imm(cc: IntCc, load: Folded, imm: i32) -> Option<Self> {
        let width = fold::width(load.mem)?;
        let fits = match load.mem {
            MemType::U8 => u8::try_from(imm).is_ok(),
            // A constant of 16 bits behind the prefix for 16 bits makes decoders slow; one of 8 does not.
            MemType::S8 | MemType::S16 => i8::try_from(imm).is_ok(),
            MemType::U16 => (0..128).contains(&imm),
            MemType::Full(_) => true,
        };
        // What was extended with zeros is not negative.
        let cc = if matches!(load.mem, MemType::U8 | MemType::U16) { unsigned(cc) } else { cc };
        fits.then_some(Self { what: What::MemImm(width, imm, load), cc: int_cc(cc) })
    }

    /// `x & y` and zero.
    fn bits(cx: &Cx<'_>, cc: IntCc, size: Size, x: ir::Value, y: ir::Value, sole: bool) -> Self {
        let (x, y) = if cx.int_const(x).is_some() { (y, x) } else { (x, y) };
        let equality = matches!(cc, IntCc::Eq | IntCc::Ne);
        let int_cc = int_cc(cc);
        let bit_cc = if cc == IntCc::Ne { Cc::B } else { Cc::Ae };
        let Some(mask) = arith::imm(cx, y) else {
            // One bit of a number that is not known.
            for (x, y) in [(x, y), (y, x)] {
                if equality
                    && let Some((one, by)) = operands_of(cx, BinOp::Shl, y)
                    && cx.int_const(one) == Some(1)
                {
                    return Self { what: What::Bit(size, x, by), cc: bit_cc };
                }
            }
            return Self { what: What::Test(size, x, y), cc: int_cc };
        };
        if mask == 1
            && equality
            && let Some((x, by)) = operands_of(cx, BinOp::Lshr, x)
        {
            return match cx.int_const(by) {
                None => Self { what: What::Bit(size, x, by), cc: bit_cc },
                Some(by @ 0..=30) => Self { what: What::TestImm(size, 1 << by, x), cc: int_cc },
                Some(_) => Self { what: What::Bit(size, x, by), cc: bit_cc },
            };
        }
        if sole && let Some(load) = Folded::of(cx, x) {
            let width = fold::width(load.mem);
            let fits = match load.mem {
                MemType::S8 | MemType::U8 => equality && u8::try_from(mask).is_ok(),
                MemType::S16 | MemType::U16 => equality && (0..128).contains(&mask),
                MemType::Full(_) => true,
            };
            if let (Some(width), true) = (width, fits) {
                return Self { what: What::TestMem(width, mask, load), cc: int_cc };
            }
        }
        Self { what: What::TestImm(size, mask, x), cc: int_cc }
    }

    /// The comparison behind an `i32` condition: the flags' condition is true if the value is not zero.
    pub(super) fn of_cond(cx: &Cx<'_>, cond: ir::Value) -> Self {
        let mut value = cond;
        let mut inverted = false;
        let mut sole = cx.uses(cond) == 1;
        let mut flags = None;
        for _ in 0..MAX_PEEL {
            let Some((inst, data)) = cx.def(value) else { break };
            if cx.block_of(inst) != cx.block() || !matches!(data.op, Op::IntCmp(..) | Op::FloatCmp(..)) {
                break;
            }
            let mut found = Self::of_op(cx, &data.op, sole);
            if inverted {
                found.cc = found.cc.invert();
            }
            flags = Some(found);
            match data.op {
                Op::IntCmp(cc @ (IntCc::Eq | IntCc::Ne), a, b) if cx.int_const(b) == Some(0) => {
                    inverted ^= cc == IntCc::Eq;
                    value = a;
                    sole &= cx.uses(a) == 1;
                }
                _ => break,
            }
        }
        flags.unwrap_or_else(|| Self::with_imm(cx, IntCc::Ne, cond, 0, true))
    }

    /// The values whose registers it needs.
    pub(super) fn demands(self, cx: &Cx<'_>, f: &mut dyn FnMut(ir::Value)) {
        match self.what {
            What::Regs(_, a, b) | What::Test(_, a, b) | What::Bit(_, a, b) | What::Floats(_, a, b) => {
                f(a);
                f(b);
            }
            What::RegMem(_, a, load) | What::FloatMem(_, a, load) => {
                f(a);
                load.demands(cx, f);
            }
            What::Imm(_, _, a) | What::Zero(_, a) | What::TestImm(_, _, a) | What::FloatConst(_, a, _) => f(a),
            What::MemImm(_, _, load) | What::TestMem(_, _, load) => load.demands(cx, f),
        }
    }

    /// Adds its operands; gives the comparison.
    fn operands(self, cx: &mut Cx<'_>, ops: &mut Ops) -> Cmp {
        let reg = |cx: &mut Cx<'_>, ops: &mut Ops, a: ir::Value| ops.push(Operand::reg_use(cx.reg(a)));
        match self.what {
            What::Regs(size, a, b) => {
                reg(cx, ops, a);
                ops.push(Operand::any_use(cx.reg(b)));
                Cmp::Reg(size, Src::Any)
            }
            What::RegMem(size, a, load) => {
                reg(cx, ops, a);
                Cmp::Reg(size, Src::Mem(load.operands(cx, ops)))
            }
            What::Imm(size, imm, a) => {
                reg(cx, ops, a);
                Cmp::Imm(size, imm)
            }
            What::MemImm(width, imm, load) => Cmp::MemImm(width, imm, load.operands(cx, ops)),
            What::Zero(size, a) => {
                reg(cx, ops, a);
                Cmp::Zero(size)
            }
            What::Test(size, a, b) => {
                reg(cx, ops, a);
                ops.push(Operand::any_use(cx.reg(b)));
                Cmp::Test(size)
            }
            What::TestImm(size, imm, a) => {
                reg(cx, ops, a);
                Cmp::TestImm(size, imm)
            }
            What::TestMem(width, imm, load) => Cmp::TestMem(width, imm, load.operands(cx, ops)),
            What::Bit(size, a, b) => {
                reg(cx, ops, a);
                reg(cx, ops, b);
                Cmp::Bit(size)
            }
            What::Floats(size, a, b) => {
                reg(cx, ops, a);
                ops.push(Operand::any_use(cx.reg(b)));
                Cmp::Float(size, Src::Any)
            }
            What::FloatMem(size, a, load) => {
                reg(cx, ops, a);
                Cmp::Float(size, Src::Mem(load.operands(cx, ops)))
            }
            What::FloatConst(size, a, bits) => {
                reg(cx, ops, a);
                Cmp::Float(size, Src::Pool(bits))
            }
        }
    }
}

/// The operands of a value, if it is the result of such an operation in the current block and has no other use.
fn operands_of(cx: &Cx<'_>, op: BinOp, value: ir::Value) -> Option<(ir::Value, ir::Value)> {
    let (inst, data) = cx.def(value)?;
    match data.op {
        Op::Binary(found, x, y) if found == op && cx.uses(value) == 1 && cx.block_of(inst) == cx.block() => {
            Some((x, y))
        }
        _ => None,
    }
}

/// The condition for numbers that are known not to be negative.
fn unsigned(cc: IntCc) -> IntCc {
    match cc {
        IntCc::Slt => IntCc::Ult,
        IntCc::Sle => IntCc::Ule,
        IntCc::Sgt => IntCc::Ugt,
        IntCc::Sge => IntCc::Uge,
        cc => cc,
    }
}

/// The highest number that a value can be, as far as the operation that makes it says.
pub(super) fn most(cx: &Cx<'_>, value: ir::Value) -> u64 {
    let all = if cx.ty(value) == Type::I32 { u64::from(u32::MAX) } else { u64::MAX };
    match cx.def(value).map(|(_, data)| &data.op) {
        Some(Op::Binary(BinOp::And, a, b)) => {
            let mask = |value: ir::Value| cx.int_const(value).unwrap_or(all);
            mask(*a).min(mask(*b))
        }
        Some(Op::Binary(BinOp::Lshr, _, by)) => {
            let width = all.count_ones();
            cx.int_const(*by).map_or(all, |by| all >> (by as u32 % width))
        }
        Some(Op::Binary(BinOp::Urem, _, by)) => cx.int_const(*by).filter(|&by| by != 0).map_or(all, |by| by - 1),
        Some(Op::Unary(UnOp::Zext8, _) | Op::Load { mem: MemType::U8, .. }) => u64::from(u8::MAX),
        Some(Op::Unary(UnOp::Zext16, _) | Op::Load { mem: MemType::U16, .. }) => u64::from(u16::MAX),
        _ => all,
    }
}

/// A comparison whose value is needed as 0 or 1.
pub(super) fn value(cx: &mut Cx<'_>, inst: ir::Inst) {
    let flags = Flags::of_op(cx, &cx.func.insts[inst.index()].op, true);
    let mut uses = Ops::default();
    let cmp = flags.operands(cx, &mut uses);
    let mut ops = Ops::default();
    ops.push(Operand::reg_def(cx.result(inst).lo()));
    match (flags.cc, cmp) {
        (Cc::FloatE | Cc::FloatNe, Cmp::Float(size, src)) => {
            let temp = cx.new_vreg(RegClass::Float);
            ops.push(Operand::reg_temp(temp));
            ops.extend(&uses);
            cx.emit(Inst::SetFloat(size, flags.cc == Cc::FloatNe, src), &ops);
        }
        (cc, cmp) => {
            ops.extend(&uses);
            cx.emit(Inst::SetCc(cmp, cc), &ops);
        }
    }
}

/// Branch if the condition is not zero.
pub(super) fn branch(cx: &mut Cx<'_>, cond: ir::Value) {
    let flags = Flags::of_cond(cx, cond);
    let mut ops = Ops::default();
    let cmp = flags.operands(cx, &mut ops);
    cx.emit(Inst::Branch(cmp, flags.cc), &ops);
}

/// `cond != 0 ? a : b`.
pub(super) fn select(cx: &mut Cx<'_>, inst: ir::Inst, cond: ir::Value, a: ir::Value, b: ir::Value) {
    let flags = Flags::of_cond(cx, cond);
    let ty = cx.ty(a);
    let (cc, a, b) = match flags.cc {
        // "Equal and ordered" takes two conditions that must both hold; its inverse takes either.
        Cc::FloatE => (Cc::FloatNe, b, a),
        // The result takes the register of the one that nobody else needs.
        cc if cc != Cc::FloatNe && cx.uses(b) > 1 && cx.uses(a) == 1 => (cc.invert(), b, a),
        cc => (cc, a, b),
    };
    let (a, b) = (cx.reg(a), cx.reg(b));
    let mut uses = Ops::default();
    let cmp = flags.operands(cx, &mut uses);
    let dst = cx.result(inst).lo();
    let mut ops = Ops::default();
    ops.push(Operand::reg_reuse_def(dst, 2));
    ops.push(Operand::reg_use(a));
    ops.push(Operand::reg_use(b));
    ops.extend(&uses);
    match ty {
        Type::I32 | Type::I64 => cx.emit(Inst::Select(cmp, cc, size(ty)), &ops),
        _ => cx.emit(Inst::SelectFloat(cmp, cc), &ops),
    }
}
