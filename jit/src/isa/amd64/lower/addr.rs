//! Address folding: which part of an address computation becomes part of the instruction that uses it.

use regalloc2::Operand;

use super::{Cx, Ops};
use crate::ir::{self, BinOp, Op};
use crate::isa::amd64::inst::{Amode, Base};

/// An address as IR values, before they have registers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Addr {
    amode: Amode,
    regs: [Option<ir::Value>; 2],
}

/// The address mode of an address that is known at link time or relative to the frame.
pub(super) fn constant(op: &Op, offset: i32) -> Amode {
    let (base, disp) = match *op {
        Op::StackAddr(slot, at) => (Base::Slot(slot), at),
        Op::DataAddr(symbol, at) => (Base::Absolute(Some(symbol)), at),
        Op::Int(_, bits) => (Base::Absolute(None), bits as i32),
        _ => (Base::Absolute(None), 0),
    };
    Amode { base, disp: disp.wrapping_add(offset) }
}

impl Addr {
    /// Finds the best address mode for `addr + offset`.
    pub(super) fn of(cx: &Cx<'_>, addr: ir::Value, offset: i32) -> Self {
        let plain = Self { amode: Amode { base: Base::Reg, disp: offset }, regs: [Some(addr), None] };
        let Some((inst, data)) = cx.def(addr) else { return plain };
        match data.op {
            Op::StackAddr(..) | Op::DataAddr(..) => Self { amode: constant(&data.op, offset), regs: [None; 2] },
            Op::Int(..) => {
                let amode = constant(&data.op, offset);
                // A displacement is sign-extended, so an absolute address from 2 GiB up needs a register.
                if amode.disp >= 0 { Self { amode, regs: [None; 2] } } else { plain }
            }
            Op::Binary(BinOp::Add, a, b) => {
                // Folding a sum that others need too would only keep its operands alive longer, but a constant
                // costs nothing.
                if let Some(disp) = cx.int_const(b) {
                    return Self::sum(cx, a, None, offset.wrapping_add(disp as i32));
                }
                if cx.uses(addr) != 1 || cx.block_of(inst) != cx.block() {
                    return plain;
                }
                Self::sum(cx, a, Some(b), offset)
            }
            _ => plain,
        }
    }

    /// `a + b + disp`, where a constant part of `a` is folded as well.
    fn sum(cx: &Cx<'_>, a: ir::Value, b: Option<ir::Value>, disp: i32) -> Self {
        let Some(b) = b else {
            if let Some((inst, data)) = cx.def(a) {
                match data.op {
                    Op::StackAddr(..) | Op::DataAddr(..) => {
                        return Self { amode: constant(&data.op, disp), regs: [None; 2] };
                    }
                    Op::Binary(BinOp::Add, x, y)
                        if cx.uses(a) == 1 && cx.block_of(inst) == cx.block() && cx.int_const(y).is_none() =>
                    {
                        return Self::sum(cx, x, Some(y), disp);
                    }
                    _ => {}
                }
            }
            return Self { amode: Amode { base: Base::RegWrap, disp }, regs: [Some(a), None] };
        };
        // A variable's address takes the place of the base.
        for (data, index) in [(a, b), (b, a)] {
            if let Some((_, ir::InstData { op: Op::DataAddr(symbol, at), .. })) = cx.def(data) {
                let (index, shift) = scaled(cx, index);
                let base = Base::Scaled(shift, Some(*symbol));
                return Self { amode: Amode { base, disp: disp.wrapping_add(*at) }, regs: [Some(index), None] };
            }
        }
        let (base, index) = if scaled(cx, a).1 != 0 { (b, a) } else { (a, b) };
        let (index, shift) = scaled(cx, index);
        Self { amode: Amode { base: Base::Index(shift), disp }, regs: [Some(base), Some(index)] }
    }

    /// The values whose registers it needs.
    pub(super) fn demands(self, f: &mut dyn FnMut(ir::Value)) {
        self.regs.into_iter().flatten().for_each(f);
    }

    /// Adds its operands; gives the address mode.
    pub(super) fn operands(self, cx: &mut Cx<'_>, ops: &mut Ops) -> Amode {
        for value in self.regs.into_iter().flatten() {
            ops.push(Operand::reg_use(cx.reg(value)));
        }
        self.amode
    }
}

/// An index and the shift that the address mode does to it.
fn scaled(cx: &Cx<'_>, value: ir::Value) -> (ir::Value, u8) {
    let plain = (value, 0);
    let Some((inst, data)) = cx.def(value) else { return plain };
    if cx.uses(value) != 1 || cx.block_of(inst) != cx.block() {
        return plain;
    }
    match data.op {
        Op::Binary(BinOp::Shl, x, by) => match cx.int_const(by) {
            Some(shift @ 1..=3) => (x, shift as u8),
            _ => plain,
        },
        Op::Binary(BinOp::Mul, x, by) => match cx.int_const(by) {
            Some(2) => (x, 1),
            Some(4) => (x, 2),
            Some(8) => (x, 3),
            _ => plain,
        },
        _ => plain,
    }
}
