//! What the backends share: from IR over virtual registers to an object.
//!
//! ```text
//! ir::Function --order--> blocks --lower (ISA)--> VCode --allocate--> frame, emit (ISA) --dynasmrt--> Object
//! ```
//!
//! A backend is an implementation of [`Backend`]: an instruction type, the lowering of each IR operation, and the
//! bytes of each instruction. Values are virtual registers, up to two for each IR value ([`ValueRegs`]).

mod allocate;
mod compile;
mod effort;
mod frame;
mod linear;
mod loops;
mod lower;
mod order;
mod sink;
pub(crate) mod switch;
mod vcode;

pub(crate) use compile::{Kept, compile};
pub(crate) use frame::{FRAME_LIMIT, Frame, STACK_END};
pub(crate) use lower::{Lower, ValueRegs};
pub(crate) use sink::{EmitCx, ResultFlags, Sink};
pub(crate) use vcode::MachInst;

use std::cell::Cell;
use std::thread::LocalKey;

use guest_abi::Isa;
use linker::object::SymbolId;
use regalloc2::{Allocation, MachineEnv, PReg, PRegSet, RegClass};

use crate::ir;

/// Where a thread keeps the buffers of a backend.
pub(crate) type KeptPlace<I> = Cell<Option<Box<Kept<I>>>>;

/// An instruction set.
pub(crate) trait Backend: Sized {
    /// Its instructions.
    type Inst: MachInst + 'static;
    /// Which it is.
    const ISA: Isa;
    /// Bytes of the return address.
    const RETURN_ADDRESS: u32;

    /// The most that its vectors may need of the machine; nothing if it has no vectors.
    const VECTORS: Option<ir::vector::Features>;

    /// The register that holds the frame's address in functions whose stack pointer moves.
    const FRAME_POINTER: PReg;

    /// The buffers that this thread kept.
    fn kept() -> &'static LocalKey<KeptPlace<Self::Inst>>;

    /// The registers that may be allocated; without the frame pointer if it has its own use.
    fn env(frame_pointer: bool) -> &'static MachineEnv;
    /// The registers that a function must hand back unchanged.
    fn callee_saved() -> PRegSet;
    /// Register classes of the one or two registers that hold a value of the type.
    fn classes(ty: ir::Type) -> &'static [RegClass];

    /// Takes the function's parameters (`cx.func.blocks[0].params`) from where the convention puts them. Runs at
    /// the start of the entry block.
    fn lower_params(cx: &mut Lower<'_, Self>);
    /// Lowers an instruction whose result is used or that has an effect.
    fn lower_inst(cx: &mut Lower<'_, Self>, inst: ir::Inst);
    /// Lowers a block's terminator to exactly one instruction that `is_branch` or `is_ret`, the last of the block.
    /// If `cx.succ_count()` is 1, it must be the plain jump.
    fn lower_term(cx: &mut Lower<'_, Self>, block: ir::Block);
    /// Lowers a call that is the last thing that a function does to one instruction that `is_ret`, the last of its
    /// block; false, and nothing, if it cannot be one.
    fn lower_tail_call(_cx: &mut Lower<'_, Self>, _symbol: SymbolId, _args: &[ir::Value]) -> bool {
        false
    }
    /// The unconditional jump to successor 0.
    fn jump() -> Self::Inst;
    /// Calls `f` for each value whose registers the lowering of `op` reads. A backend that folds the definition of
    /// an operand into its users says here what it reads instead.
    fn demands(cx: &Lower<'_, Self>, op: &ir::Op, f: &mut dyn FnMut(ir::Value)) {
        let _ = cx;
        op.for_each_use(f);
    }
    /// The same for a terminator, its arguments apart.
    fn term_demands(cx: &Lower<'_, Self>, term: &ir::Terminator, f: &mut dyn FnMut(ir::Value)) {
        let _ = cx;
        term.operand().into_iter().for_each(f);
    }
    /// Is an instruction made anew at each of its uses rather than held in a register?
    fn rematerialize(op: &ir::Op) -> bool;
    /// Shall a pure instruction be lowered at its only use, which is in the same block, because it becomes part of
    /// the user there? The user is an instruction, or the terminator if it is `None`.
    fn folds(_cx: &Lower<'_, Self>, _inst: &ir::InstData, _user: Option<&ir::InstData>) -> bool {
        false
    }

    /// Saves registers and makes room for the frame.
    fn emit_prologue(sink: &mut Sink<'_>, frame: &Frame);
    /// An instruction with the registers it got. Returns undo the frame.
    fn emit_inst(sink: &mut Sink<'_>, cx: &EmitCx<'_>, inst: &Self::Inst, allocs: &[Allocation]);
    /// Most bytes of an instruction with the registers it got, for short jumps over it.
    fn most_bytes(_inst: &Self::Inst, _allocs: &[Allocation]) -> u32 {
        u32::MAX >> 12
    }
    /// The routines that the function's instructions call ([`Sink::routine`]), behind the function.
    fn emit_routine(_sink: &mut Sink<'_>, _routine: usize) {}
    /// A move that the allocator asks for; never from stack to stack.
    fn emit_move(sink: &mut Sink<'_>, frame: &Frame, from: Allocation, to: Allocation);
}
