//! x86-64 for `long` mode.

mod abi;
pub(super) mod adapter;
pub(in crate::isa) mod clock;
mod emit;
mod inst;
mod lower;
pub(super) mod many;
pub(super) mod oneway;
mod regs;
pub(super) mod ring;
pub(super) mod search;

use std::cell::Cell;
use std::thread::LocalKey;

use guest_abi::Isa;
use linker::object::SymbolId;
use regalloc2::{Allocation, MachineEnv, PReg, PRegSet, RegClass};

use self::inst::Inst;
use super::mach::{Backend, EmitCx, Frame, KeptPlace, Lower, Sink};
use crate::ir;

/// The backend.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amd64;

thread_local! {
    static KEPT: KeptPlace<Inst> = const { Cell::new(None) };
}

impl Backend for Amd64 {
    type Inst = Inst;
    const ISA: Isa = Isa::Amd64;
    const RETURN_ADDRESS: u32 = 8;
    const VECTORS: Option<ir::vector::Features> = Some(ir::vector::Features::Avx2);

    const FRAME_POINTER: PReg = regs::RBP;

    fn kept() -> &'static LocalKey<KeptPlace<Self::Inst>> {
        &KEPT
    }

    fn env(frame_pointer: bool) -> &'static MachineEnv {
        regs::env(frame_pointer)
    }

    fn callee_saved() -> PRegSet {
        regs::CALLEE_SAVED
    }

    fn classes(ty: ir::Type) -> &'static [RegClass] {
        match ty {
            ir::Type::I32 | ir::Type::I64 => &[RegClass::Int],
            ir::Type::F32 | ir::Type::F64 | ir::Type::V128 | ir::Type::V256 => &[RegClass::Float],
        }
    }

    fn lower_params(cx: &mut Lower<'_, Self>) {
        abi::lower_params(cx);
    }

    fn lower_inst(cx: &mut Lower<'_, Self>, inst: ir::Inst) {
        lower::inst(cx, inst);
    }

    fn lower_term(cx: &mut Lower<'_, Self>, block: ir::Block) {
        lower::term(cx, block);
    }

    fn lower_tail_call(cx: &mut Lower<'_, Self>, symbol: SymbolId, args: &[ir::Value]) -> bool {
        lower::tail_call(cx, symbol, args)
    }

    fn jump() -> Inst {
        Inst::Jump
    }

    fn demands(cx: &Lower<'_, Self>, op: &ir::Op, f: &mut dyn FnMut(ir::Value)) {
        lower::demands(cx, op, f);
    }

    fn term_demands(cx: &Lower<'_, Self>, term: &ir::Terminator, f: &mut dyn FnMut(ir::Value)) {
        lower::term_demands(cx, term, f);
    }

    fn rematerialize(op: &ir::Op) -> bool {
        matches!(op, ir::Op::Int(..) | ir::Op::StackAddr(..) | ir::Op::DataAddr(..) | ir::Op::FuncAddr(_))
    }

    fn emit_prologue(sink: &mut Sink<'_>, frame: &Frame) {
        emit::prologue(sink, frame);
    }

    fn emit_inst(sink: &mut Sink<'_>, cx: &EmitCx<'_>, inst: &Inst, allocs: &[Allocation]) {
        emit::inst(sink, cx, inst, allocs);
    }

    fn most_bytes(inst: &Inst, allocs: &[Allocation]) -> u32 {
        emit::most_bytes(inst, allocs)
    }

    fn emit_move(sink: &mut Sink<'_>, frame: &Frame, from: Allocation, to: Allocation) {
        emit::mov(sink, frame, from, to);
    }
}
