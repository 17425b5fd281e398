//! Lowering of the IR to the backend's instructions.

mod addr;
mod arith;
mod call;
mod cmp;
mod fold;
mod memory;
mod vector;

use std::ops::Deref;

use linker::object::SymbolId;
use regalloc2::{Operand, RegClass};

use super::Amd64;
use super::inst::{FSize, Inst, Size};
use super::regs::{RAX, xmm};
use crate::ir::{self, Op, Terminator};
use crate::isa::mach::Lower;

/// The lowering context of this backend.
pub(super) type Cx<'a> = Lower<'a, Amd64>;

/// Most operands of an instruction: a call with all argument registers, its result and a slot number.
const MAX_OPERANDS: usize = 18;

/// A list of operands that needs no heap.
pub(super) struct Ops {
    ops: [Operand; MAX_OPERANDS],
    len: usize,
}

impl Default for Ops {
    fn default() -> Self {
        Self { ops: [Operand::from_bits(0); MAX_OPERANDS], len: 0 }
    }
}

impl Ops {
    /// Adds one; more than [`MAX_OPERANDS`] do not occur.
    pub(super) fn push(&mut self, op: Operand) {
        if let Some(place) = self.ops.get_mut(self.len) {
            *place = op;
            self.len += 1;
        }
    }

    /// Adds several.
    pub(super) fn extend(&mut self, ops: &[Operand]) {
        ops.iter().for_each(|&op| self.push(op));
    }
}

impl Deref for Ops {
    type Target = [Operand];

    fn deref(&self) -> &[Operand] {
        &self.ops[..self.len]
    }
}

fn size(ty: ir::Type) -> Size {
    if ty.size() == 8 { Size::S64 } else { Size::S32 }
}

fn fsize(ty: ir::Type) -> FSize {
    if ty.size() == 8 { FSize::F64 } else { FSize::F32 }
}

/// Lowers an instruction.
pub(super) fn inst(cx: &mut Cx<'_>, inst: ir::Inst) {
    let func = cx.func;
    match &func.insts[inst.index()].op {
        Op::Int(ty, bits) => {
            let bits = if *ty == ir::Type::I32 { *bits & 0xffff_ffff } else { *bits };
            def(cx, inst, Inst::Imm(bits));
        }
        Op::F32(bits) => def(cx, inst, Inst::FloatConst(FSize::F32, u64::from(*bits))),
        Op::F64(bits) => def(cx, inst, Inst::FloatConst(FSize::F64, *bits)),
        Op::Binary(op, a, b) => arith::binary(cx, inst, *op, *a, *b),
        Op::Unary(op, a) => arith::unary(cx, inst, *op, *a),
        Op::Convert(op, a) => arith::convert(cx, inst, *op, *a),
        Op::IntCmp(..) | Op::FloatCmp(..) => cmp::value(cx, inst),
        Op::Select(cond, a, b) => cmp::select(cx, inst, *cond, *a, *b),
        Op::Load { mem, addr, offset, .. } => memory::load(cx, inst, *mem, *addr, *offset),
        op @ Op::Store { .. } => memory::store(cx, op),
        Op::StackAddr(..) | Op::DataAddr(..) => {
            let amode = addr::constant(&func.insts[inst.index()].op, 0);
            def(cx, inst, Inst::Lea(Size::S32, amode));
        }
        Op::FuncAddr(symbol) => def(cx, inst, Inst::FuncAddr(*symbol)),
        Op::Call(symbol, args) => call::direct(cx, inst, *symbol, args),
        Op::CallIndirect { callee, args, .. } => call::indirect(cx, inst, *callee, args),
        Op::Copy { dst, src, len } => memory::copy(cx, *dst, *src, *len),
        Op::Fill { dst, byte, len } => memory::fill(cx, *dst, *byte, *len),
        Op::Fence => {}
        Op::StackSave => def(cx, inst, Inst::StackSave),
        Op::StackAlloc(size) => memory::stack_alloc(cx, inst, *size),
        Op::StackRestore(saved) => memory::stack_restore(cx, *saved),
        Op::Vector(op, args) => vector::lower(cx, inst, *op, args.as_slice()),
    }
}

/// An instruction that only defines the result.
fn def(cx: &mut Cx<'_>, inst: ir::Inst, what: Inst) {
    let dst = cx.result(inst).lo();
    cx.emit(what, &[Operand::reg_def(dst)]);
}

/// Lowers a terminator.
pub(super) fn term(cx: &mut Cx<'_>, block: ir::Block) {
    let func = cx.func;
    match &func.blocks[block.index()].term {
        Terminator::Jump(_) => cx.emit(Inst::Jump, &[]),
        Terminator::Branch { .. } | Terminator::Switch { .. } if cx.succ_count() == 1 => cx.emit(Inst::Jump, &[]),
        Terminator::Branch { cond, .. } => cmp::branch(cx, *cond),
        Terminator::Switch { value, .. } => {
            let (size, most) = (size(cx.ty(*value)), cmp::most(cx, *value));
            let value = cx.reg(*value);
            let (temp, mask) = (cx.new_vreg(RegClass::Int), cx.new_vreg(RegClass::Int));
            let ops = [Operand::reg_use(value), Operand::reg_temp(temp), Operand::reg_temp(mask)];
            cx.emit(Inst::Switch(size, most), &ops);
        }
        Terminator::Return(None) => cx.emit(Inst::Ret, &[]),
        Terminator::Return(Some(value)) => {
            let reg = match cx.ty(*value) {
                ir::Type::I32 | ir::Type::I64 => RAX,
                _ => xmm(0),
            };
            let value = cx.reg(*value);
            cx.emit(Inst::Ret, &[Operand::reg_fixed_use(value, reg)]);
        }
        Terminator::Trap(code) => cx.emit(Inst::Trap(*code), &[]),
    }
}

/// Lowers a call that is the last thing that a function does.
pub(super) fn tail_call(cx: &mut Cx<'_>, symbol: SymbolId, args: &[ir::Value]) -> bool {
    call::tail(cx, symbol, args)
}

/// What the lowering of an operation reads, after folding.
pub(super) fn demands(cx: &Cx<'_>, op: &Op, f: &mut dyn FnMut(ir::Value)) {
    match op {
        Op::Binary(op, a, b) => arith::binary_demands(cx, *op, *a, *b, f),
        Op::IntCmp(..) | Op::FloatCmp(..) => cmp::Flags::of_op(cx, op, true).demands(cx, f),
        Op::Select(cond, a, b) => {
            cmp::Flags::of_cond(cx, *cond).demands(cx, f);
            f(*a);
            f(*b);
        }
        Op::Load { addr, offset, .. } => addr::Addr::of(cx, *addr, *offset).demands(f),
        Op::Store { .. } => memory::store_demands(cx, op, f),
        Op::Unary(_, a) | Op::Convert(_, a) => arith::unary_demands(cx, op, *a, f),
        Op::StackAlloc(a) | Op::StackRestore(a) => f(*a),
        Op::Copy { dst, src, .. } => {
            addr::Addr::of(cx, *dst, 0).demands(f);
            addr::Addr::of(cx, *src, 0).demands(f);
        }
        Op::Fill { dst, .. } => addr::Addr::of(cx, *dst, 0).demands(f),
        Op::Call(_, args) => args.iter().for_each(|&arg| f(arg)),
        Op::Vector(_, args) => args.as_slice().iter().for_each(|&arg| f(arg)),
        Op::CallIndirect { callee, args, .. } => {
            f(*callee);
            args.iter().for_each(|&arg| f(arg));
        }
        Op::Int(..)
        | Op::F32(_)
        | Op::F64(_)
        | Op::StackAddr(..)
        | Op::DataAddr(..)
        | Op::FuncAddr(_)
        | Op::Fence
        | Op::StackSave => {}
    }
}

/// The same for a terminator.
pub(super) fn term_demands(cx: &Cx<'_>, term: &Terminator, f: &mut dyn FnMut(ir::Value)) {
    match term {
        Terminator::Branch { cond, .. } => cmp::Flags::of_cond(cx, *cond).demands(cx, f),
        Terminator::Switch { value, .. } | Terminator::Return(Some(value)) => f(*value),
        Terminator::Jump(_) | Terminator::Return(None) | Terminator::Trap(_) => {}
    }
}
