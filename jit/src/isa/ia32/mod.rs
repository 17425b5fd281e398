//! IA-32, for `segmented` mode.
//!
//! A 64-bit integer is a pair of registers. All words of a call are on the stack. Code is read through `cs`, since
//! the data segment does not cover it. Integer code uses only instructions that KVM's instruction emulator knows,
//! as it interprets 32-bit code where the host's hardware does not run it; floats need SSE3 (for `fisttp`).

mod abi;
pub(crate) mod adapter;
pub(in crate::isa) mod clock;
mod emit;
mod inst;
mod lower;
pub(in crate::isa) mod many;
pub(in crate::isa) mod oneway;
mod regs;
pub(in crate::isa) mod ring;
pub(in crate::isa) mod search;

use std::cell::Cell;
use std::thread::LocalKey;

use guest_abi::Isa;
use regalloc2::{Allocation, MachineEnv, PReg, PRegSet, RegClass};

use crate::ir;
use crate::isa::mach::{Backend, EmitCx, Frame, KeptPlace, Lower, Sink};

/// The instruction set.
pub(crate) struct Ia32;

thread_local! {
    static KEPT: KeptPlace<inst::Inst> = const { Cell::new(None) };
}

impl Backend for Ia32 {
    type Inst = inst::Inst;
    const ISA: Isa = Isa::Ia32;
    const RETURN_ADDRESS: u32 = 4;
    const VECTORS: Option<ir::vector::Features> = None;

    const FRAME_POINTER: PReg = regs::EBP;

    fn kept() -> &'static LocalKey<KeptPlace<Self::Inst>> {
        &KEPT
    }

    fn env(frame_pointer: bool) -> &'static MachineEnv {
        regs::env(frame_pointer)
    }

    fn callee_saved() -> PRegSet {
        regs::callee_saved()
    }

    fn classes(ty: ir::Type) -> &'static [RegClass] {
        match ty {
            ir::Type::I32 => &[RegClass::Int],
            ir::Type::I64 => &[RegClass::Int, RegClass::Int],
            ir::Type::F32 | ir::Type::F64 | ir::Type::V128 | ir::Type::V256 => &[RegClass::Float],
        }
    }

    fn lower_params(cx: &mut Lower<'_, Self>) {
        lower::call::params(cx);
    }

    fn lower_inst(cx: &mut Lower<'_, Self>, inst: ir::Inst) {
        lower::inst(cx, inst);
    }

    fn lower_term(cx: &mut Lower<'_, Self>, block: ir::Block) {
        lower::term(cx, block);
    }

    fn jump() -> Self::Inst {
        inst::Inst::Jump
    }

    fn rematerialize(op: &ir::Op) -> bool {
        lower::rematerialize(op)
    }

    fn folds(cx: &Lower<'_, Self>, inst: &ir::InstData, user: Option<&ir::InstData>) -> bool {
        lower::folds(cx, inst, user)
    }

    fn emit_prologue(sink: &mut Sink<'_>, frame: &Frame) {
        emit::prologue(sink, frame);
    }

    fn emit_inst(sink: &mut Sink<'_>, cx: &EmitCx<'_>, inst: &Self::Inst, allocs: &[Allocation]) {
        emit::inst(sink, cx, inst, allocs);
    }

    fn emit_routine(sink: &mut Sink<'_>, routine: usize) {
        emit::div64::routine(sink, routine);
    }

    fn emit_move(sink: &mut Sink<'_>, frame: &Frame, from: Allocation, to: Allocation) {
        emit::reg_move(sink, frame, from, to);
    }
}
