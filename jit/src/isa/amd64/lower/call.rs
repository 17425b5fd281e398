//! Calls.

use guest_abi::layout::FUNCTION_TAG;
use linker::object::{SymbolId, SymbolKind};
use regalloc2::{Operand, RegClass, VReg};

use super::{Cx, Ops};
use crate::ir;
use crate::isa::amd64::abi::{self, Place, Places};
use crate::isa::amd64::inst::{AluOp, Inst, RetClass, Size};

/// Puts the arguments into their places: stores those on the stack, gives the uses of the others.
fn place_args(cx: &mut Cx<'_>, args: &[ir::Value], ops: &mut Ops) {
    let mut places = Places::default();
    for &arg in args {
        let ty = cx.ty(arg);
        let reg = cx.reg(arg);
        match places.next(ty) {
            Place::Reg(place) => ops.push(Operand::reg_fixed_use(reg, place)),
            Place::Stack(offset) => {
                cx.emit(Inst::StoreArg(abi::store_kind(ty), offset), &[Operand::reg_use(reg)]);
            }
        }
    }
    cx.note_call(places.stack().next_multiple_of(16));
}

/// The operand of the result. A result that nobody wants is not defined: rax or xmm0 is just clobbered.
fn result(cx: &mut Cx<'_>, inst: ir::Inst, ops: &mut Ops) -> RetClass {
    let Some(value) = cx.func.insts[inst.index()].result else { return RetClass::None };
    if cx.demands(value) == 0 {
        return RetClass::None;
    }
    let (class, reg) = abi::result(Some(cx.ty(value)));
    let dst = cx.result(inst).lo();
    ops.push(Operand::reg_fixed_def(dst, reg));
    class
}

/// Calls a function by name.
pub(super) fn direct(cx: &mut Cx<'_>, inst: ir::Inst, symbol: SymbolId, args: &[ir::Value]) {
    debug_assert!(matches!(cx.module.symbols[symbol.0 as usize].kind, SymbolKind::Function(_)));
    let mut ops = Ops::default();
    place_args(cx, args, &mut ops);
    let class = result(cx, inst, &mut ops);
    cx.emit(Inst::Call(symbol, class), &ops);
}

/// Calls a function by name in the place of a return. False if arguments would lie on the stack, where this
/// function's own arguments are.
pub(super) fn tail(cx: &mut Cx<'_>, symbol: SymbolId, args: &[ir::Value]) -> bool {
    let mut places = Places::default();
    let all = |place: Place| matches!(place, Place::Reg(_));
    if !args.iter().all(|&arg| all(places.next(cx.ty(arg)))) {
        return false;
    }
    let mut ops = Ops::default();
    let mut places = Places::default();
    for &arg in args {
        let reg = cx.reg(arg);
        if let Place::Reg(place) = places.next(cx.ty(arg)) {
            ops.push(Operand::reg_fixed_use(reg, place));
        }
    }
    cx.emit(Inst::TailCall(symbol), &ops);
    true
}

/// Calls through a C function pointer: its slot number, found by taking the tag away, must be below the number of
/// slots.
pub(super) fn indirect(cx: &mut Cx<'_>, inst: ir::Inst, callee: ir::Value, args: &[ir::Value]) {
    let callee = cx.reg(callee);
    let slot: VReg = cx.new_vreg(RegClass::Int);
    cx.emit(
        Inst::AluImm(AluOp::Xor, Size::S32, FUNCTION_TAG as i32),
        &[Operand::reg_reuse_def(slot, 1), Operand::reg_use(callee)],
    );
    cx.emit(Inst::CheckSlot, &[Operand::reg_use(slot)]);
    let mut ops = Ops::default();
    ops.push(Operand::reg_use(slot));
    place_args(cx, args, &mut ops);
    let class = result(cx, inst, &mut ops);
    cx.emit(Inst::CallIndirect(class), &ops);
}
