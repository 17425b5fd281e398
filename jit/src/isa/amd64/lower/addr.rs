//! Address folding: which part of an address computation becomes part of the instruction that uses it, and sums that
//! an address can be.

use linker::object::SymbolId;
use regalloc2::Operand;

use super::{Cx, Ops};
use crate::ir::{self, BinOp, Op, StackSlot};
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

/// The summands of an address.
#[derive(Debug, Clone, Copy, Default)]
struct Parts {
    base: Option<ir::Value>,
    index: Option<(ir::Value, u8)>,
    slot: Option<StackSlot>,
    data: Option<SymbolId>,
    disp: i32,
    /// Operations that became part of it.
    folded: u32,
}

/// Sums nested deeper than this are not looked through.
const DEPTH: u32 = 2;

/// An address that is used more often is computed once, if that frees a register.
const SHARED: u32 = 2;

impl Parts {
    /// Adds a value; false if there is no room for it.
    fn add(&mut self, cx: &Cx<'_>, value: ir::Value, depth: u32) -> bool {
        if let Some((inst, data)) = cx.def(value)
            && let Some(parts) = self.with(cx, value, inst, &data.op, depth)
        {
            *self = Self { folded: parts.folded + 1, ..parts };
            return true;
        }
        self.add_register(value)
    }

    fn add_register(&mut self, value: ir::Value) -> bool {
        let registers = usize::from(self.base.is_some()) + usize::from(self.index.is_some());
        if registers + usize::from(self.slot.is_some()) >= 2 {
            return false;
        }
        if self.base.is_none() {
            self.base = Some(value);
        } else {
            self.index = Some((value, 0));
        }
        true
    }

    fn add_disp(mut self, disp: i64) -> Option<Self> {
        self.disp = i32::try_from(i64::from(self.disp).checked_add(disp)?).ok()?;
        Some(self)
    }

    /// With the operands of an operation in place of its result.
    fn with(mut self, cx: &Cx<'_>, value: ir::Value, inst: ir::Inst, op: &Op, depth: u32) -> Option<Self> {
        match *op {
            Op::Int(..) => self.add_disp(int(cx, value)?),
            Op::StackAddr(slot, at) if self.slot.is_none() && self.data.is_none() => {
                // The slot takes the base.
                match (self.base, self.index) {
                    (Some(_), Some(_)) => return None,
                    (Some(base), None) => self.index = Some((base, 0)),
                    _ => {}
                }
                self.base = None;
                self.slot = Some(slot);
                self.add_disp(i64::from(at))
            }
            Op::DataAddr(symbol, at) if self.slot.is_none() && self.data.is_none() => {
                self.data = Some(symbol);
                self.add_disp(i64::from(at))
            }
            Op::Binary(BinOp::Add | BinOp::Sub, ..) if depth == DEPTH => None,
            Op::Binary(BinOp::Add, a, b) => {
                let folds = match int(cx, b) {
                    Some(_) => folds_constant(cx, value),
                    None => folds_sum(cx, value, inst, a, b),
                };
                // Where there is no room for all summands of both, one of them is computed before.
                let tries = [(true, true), (false, true), (true, false), (false, false)];
                tries.into_iter().filter(|_| folds).find_map(|(a_in_parts, b_in_parts)| {
                    let mut parts = self;
                    let mut add = |value: ir::Value, in_parts: bool| match in_parts {
                        true => parts.add(cx, value, depth + 1),
                        false => parts.add_register(value),
                    };
                    (add(a, a_in_parts) && add(b, b_in_parts)).then_some(parts)
                })
            }
            Op::Binary(BinOp::Sub, a, b) => {
                let less = int(cx, b).filter(|_| folds_constant(cx, value))?;
                let mut parts = self.add_disp(less.checked_neg()?)?;
                parts.add(cx, a, depth + 1).then_some(parts)
            }
            _ => {
                let (x, shift) = scaled(cx, op)?;
                let room = self.index.is_none() && !(self.base.is_some() && self.slot.is_some());
                // The register of what is scaled is mostly that of a counter, and is there anyway.
                if !room || cx.block_of(inst) != cx.block() || cx.uses(value) > 1 && cx.uses(x) == 1 {
                    return None;
                }
                let (x, more) = offset_index(cx, x);
                self.index = Some((x, shift));
                self.add_disp(more << shift)
            }
        }
    }

    fn finish(self) -> Addr {
        let Self { base, index, slot, data, disp, .. } = self;
        let (base, regs) = match (base, index, slot) {
            (None, None, Some(slot)) => (Base::Slot(slot), [None; 2]),
            (Some(reg), None, Some(slot)) => (Base::SlotIndex(slot, 0), [Some(reg), None]),
            (_, Some((index, shift)), Some(slot)) => (Base::SlotIndex(slot, shift), [Some(index), None]),
            (None, None, None) => (Base::Absolute(data), [None; 2]),
            (Some(reg), None, None) if data.is_none() => (Base::RegWrap, [Some(reg), None]),
            (Some(reg), None, None) => (Base::Scaled(0, data), [Some(reg), None]),
            (None, Some((index, shift)), None) => (Base::Scaled(shift, data), [Some(index), None]),
            (Some(base), Some((index, shift)), None) => (Base::Index(shift, data), [Some(base), Some(index)]),
        };
        Addr { amode: Amode { base, disp }, regs }
    }
}

/// The value of an integer constant.
fn int(cx: &Cx<'_>, value: ir::Value) -> Option<i64> {
    let bits = cx.int_const(value)?;
    Some(if cx.ty(value) == ir::Type::I32 { i64::from(bits as i32) } else { bits as i64 })
}

/// Is it worth while to add the constant in the address rather than before? Where others need the sum as well, its
/// operand would only live longer.
fn folds_constant(cx: &Cx<'_>, sum: ir::Value) -> bool {
    cx.uses(sum) == 1 || cx.is_only_address(sum)
}

/// The same for a sum of two registers.
fn folds_sum(cx: &Cx<'_>, sum: ir::Value, inst: ir::Inst, a: ir::Value, b: ir::Value) -> bool {
    let constant = |value: ir::Value| {
        matches!(cx.def(value).map(|(_, data)| &data.op), Some(Op::StackAddr(..) | Op::DataAddr(..) | Op::Int(..)))
    };
    let lives = |value: ir::Value| cx.uses(value) > 1 || constant(value);
    if cx.block_of(inst) != cx.block() {
        return false;
    }
    cx.uses(sum) == 1 || cx.is_only_address_here(sum) && (cx.uses(sum) <= SHARED || lives(a) && lives(b))
}

/// Is it a sum that was computed in another block, mostly in front of the loop? As part of a sum it would be computed
/// in each turn again, and an address of three parts takes longer than an addition (A. Fog, "Instruction tables", LEA).
fn is_sum_elsewhere(cx: &Cx<'_>, value: ir::Value) -> bool {
    matches!(cx.def(value), Some((inst, data)) if matches!(data.op, Op::Binary(..)) && cx.block_of(inst) != cx.block())
}

/// The factors that an index can have.
fn scaled(cx: &Cx<'_>, op: &Op) -> Option<(ir::Value, u8)> {
    match *op {
        Op::Binary(BinOp::Shl, x, by) => match cx.int_const(by)? {
            shift @ 1..=3 => Some((x, shift as u8)),
            _ => None,
        },
        Op::Binary(BinOp::Mul, x, by) => match cx.int_const(by)? {
            factor @ (2 | 4 | 8) => Some((x, factor.trailing_zeros() as u8)),
            _ => None,
        },
        _ => None,
    }
}

/// An index without the constant that is added to it, which the displacement can take.
fn offset_index(cx: &Cx<'_>, value: ir::Value) -> (ir::Value, i64) {
    /// Keeps eight times the constant within the displacement.
    const MOST: u64 = 1 << 24;
    let plain = (value, 0);
    let Some((inst, data)) = cx.def(value) else { return plain };
    if cx.uses(value) != 1 || cx.block_of(inst) != cx.block() {
        return plain;
    }
    let (x, more) = match data.op {
        Op::Binary(BinOp::Add, x, by) => (x, int(cx, by)),
        Op::Binary(BinOp::Sub, x, by) => (x, int(cx, by).and_then(i64::checked_neg)),
        _ => return plain,
    };
    match more {
        Some(more) if more.unsigned_abs() <= MOST => (x, more),
        _ => plain,
    }
}

impl Addr {
    /// Finds the best address mode for `addr + offset`.
    pub(super) fn of(cx: &Cx<'_>, addr: ir::Value, offset: i32) -> Self {
        let plain = Self { amode: Amode { base: Base::Reg, disp: offset }, regs: [Some(addr), None] };
        let mut parts = Parts { disp: offset, ..Parts::default() };
        if !parts.add(cx, addr, 0) || parts.folded == 0 {
            return plain;
        }
        let found = parts.finish();
        // A displacement is sign-extended, so an absolute address from 2 GiB up needs a register.
        if found.amode.base == Base::Absolute(None) && found.amode.disp < 0 { plain } else { found }
    }

    /// The sum of two values, if it is better found as an address than by an addition.
    pub(super) fn sum_of(cx: &Cx<'_>, a: ir::Value, b: ir::Value) -> Option<Self> {
        let mut parts = Parts::default();
        let mut add = |value: ir::Value| match is_sum_elsewhere(cx, value) {
            true => parts.add_register(value),
            false => parts.add(cx, value, 1),
        };
        if !add(a) || !add(b) {
            return None;
        }
        let registers = usize::from(parts.base.is_some()) + usize::from(parts.index.is_some());
        let better = match parts.folded {
            // It becomes an addition if the sum takes one of the registers.
            0 => true,
            // A register and a constant are added as well as this.
            1 => cx.int_const(a).is_none() && cx.int_const(b).is_none(),
            _ => true,
        };
        (better && registers > 0).then(|| parts.finish())
    }

    /// `value + (value << shift)`
    pub(super) fn multiple(value: ir::Value, shift: u8) -> Self {
        Self { amode: Amode { base: Base::Index(shift, None), disp: 0 }, regs: [Some(value), Some(value)] }
    }

    /// `value << shift`
    pub(super) fn shifted(value: ir::Value, shift: u8) -> Self {
        Self { amode: Amode { base: Base::Scaled(shift, None), disp: 0 }, regs: [Some(value), None] }
    }

    /// The values whose registers it needs.
    pub(super) fn demands(self, f: &mut dyn FnMut(ir::Value)) {
        self.regs.into_iter().flatten().for_each(f);
    }

    /// Do two addresses lie in the same place, and do their registers hold the same?
    pub(super) fn is(self, other: Self) -> bool {
        self.amode == other.amode && self.regs == other.regs
    }

    /// Adds its operands; gives the address mode.
    pub(super) fn operands(self, cx: &mut Cx<'_>, ops: &mut Ops) -> Amode {
        for value in self.regs.into_iter().flatten() {
            ops.push(Operand::reg_use(cx.reg(value)));
        }
        self.amode
    }
}
