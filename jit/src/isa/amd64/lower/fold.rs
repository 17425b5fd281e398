//! Loads that become the memory operand of the instruction that uses them, and nothing else does.

use super::addr::Addr;
use super::{Cx, Ops};
use crate::ir::{self, MemType, Op, Type, UnOp};
use crate::isa::amd64::inst::{Amode, Width};

/// A load that becomes part of what is being lowered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folded {
    inst: ir::Inst,
    /// What it loads.
    pub(super) mem: MemType,
    addr: Addr,
}

impl Folded {
    /// The load that gives a value, if it can be done here.
    pub(super) fn of(cx: &Cx<'_>, value: ir::Value) -> Option<Self> {
        let (inst, data) = cx.load_at_use(value)?;
        let Op::Load { mem, addr, offset, .. } = data.op else { return None };
        Some(Self { inst, mem, addr: Addr::of(cx, addr, offset) })
    }

    /// The same for a load that extends nothing.
    pub(super) fn whole(cx: &Cx<'_>, value: ir::Value) -> Option<Self> {
        Self::of(cx, value).filter(|folded| matches!(folded.mem, MemType::Full(_)))
    }

    /// Is it on the line of what is being lowered? A store could fault as well, and that would not be said of its line.
    pub(super) fn is_on_line(self, cx: &Cx<'_>) -> bool {
        cx.is_on_line(cx.func.insts[self.inst.index()].loc)
    }

    /// Does it load from there?
    pub(super) fn is_at(self, addr: Addr) -> bool {
        self.addr.is(addr)
    }

    /// The values whose registers it needs.
    pub(super) fn demands(self, cx: &Cx<'_>, f: &mut dyn FnMut(ir::Value)) {
        cx.sink(self.inst);
        self.addr.demands(f);
    }

    /// Adds its operands; gives the address mode. The instruction that is emitted next can fault where the load could,
    /// and is said to be there.
    pub(super) fn operands(self, cx: &mut Cx<'_>, ops: &mut Ops) -> Amode {
        let amode = self.addr.operands(cx, ops);
        cx.set_loc(cx.func.insts[self.inst.index()].loc);
        amode
    }
}

/// The width of what a load or store of integers moves.
pub(super) fn width(mem: MemType) -> Option<Width> {
    match mem {
        MemType::S8 | MemType::U8 => Some(Width::B8),
        MemType::S16 | MemType::U16 => Some(Width::B16),
        MemType::Full(Type::I32) => Some(Width::B32),
        MemType::Full(Type::I64) => Some(Width::B64),
        MemType::Full(_) => None,
    }
}

/// A value without the extensions that a store of these bytes does not see.
pub(super) fn narrowed(cx: &Cx<'_>, mem: MemType, value: ir::Value) -> ir::Value {
    let Some((inst, data)) = cx.def(value) else { return value };
    if cx.uses(value) != 1 || cx.block_of(inst) != cx.block() {
        return value;
    }
    match (mem, &data.op) {
        (MemType::S8 | MemType::U8, Op::Unary(UnOp::Sext8 | UnOp::Zext8 | UnOp::Sext16 | UnOp::Zext16, x)) => *x,
        (MemType::S16 | MemType::U16, Op::Unary(UnOp::Sext16 | UnOp::Zext16, x)) => *x,
        _ => value,
    }
}
