//! Parameters and calls.

use guest_abi::TrapCode;
use guest_abi::layout::{FUNCTION_TAG, SLOT_COUNT};
use linker::object::SymbolId;
use regalloc2::{Operand, VReg};

use super::addr::Address;
use super::memory::{load_from, store_to};
use super::{Cx, Src, alu};
use crate::ir::{self, MemType, Type, Value};
use crate::isa::ia32::abi;
use crate::isa::ia32::inst::{AluOp, Amode, Base, Inst, result_regs};
use crate::isa::mach::ValueRegs;

/// Loads the parameters that are used.
pub(in crate::isa::ia32) fn params(cx: &mut Cx<'_>) {
    let func = cx.func;
    let params = &func.blocks[0].params;
    let types: Vec<Type> = params.iter().map(|&param| cx.ty(param)).collect();
    for (&param, (ty, offset)) in params.iter().zip(abi::offsets(types.into_iter())) {
        if cx.uses(param) != 0 {
            let address = Address::fixed(Amode::new(Base::Incoming, offset as i32));
            let regs = load_from(cx, MemType::Full(ty), address);
            cx.set_value(param, regs);
        }
    }
}

/// A call of a function by name.
pub(super) fn direct(cx: &mut Cx<'_>, inst: ir::Inst, symbol: SymbolId, args: &[Value]) {
    pass(cx, args);
    let result = used_result(cx, inst);
    let (regs, operands, count) = results(cx, result);
    cx.emit(Inst::Call(symbol, result), &operands[..count]);
    set_result(cx, inst, regs);
}

/// A call through a C function pointer.
pub(super) fn indirect(cx: &mut Cx<'_>, inst: ir::Inst, callee: Value, args: &[Value], _result: Option<Type>) {
    pass(cx, args);
    let callee = cx.reg(callee);
    let slot = alu(cx, AluOp::Xor, callee, Src::Imm(FUNCTION_TAG));
    cx.emit(Inst::CmpImm(SLOT_COUNT as i32), &[Operand::any_use(slot)]);
    cx.emit(Inst::TrapUnlessBelow(TrapCode::BadFunctionPointer), &[]);
    let result = used_result(cx, inst);
    let (regs, defs, count) = results(cx, result);
    let operands = [Operand::reg_use(slot), defs[0], defs[1]];
    cx.emit(Inst::CallSlot(result), &operands[..=count]);
    set_result(cx, inst, regs);
}

/// Stores the arguments where the callee expects them.
fn pass(cx: &mut Cx<'_>, args: &[Value]) {
    let types: Vec<Type> = args.iter().map(|&arg| cx.ty(arg)).collect();
    cx.note_call(abi::stack_bytes(types.iter().copied()));
    for (&arg, (ty, offset)) in args.iter().zip(abi::offsets(types.into_iter())) {
        let address = Address::fixed(Amode::new(Base::Outgoing, offset as i32));
        store_to(cx, MemType::Full(ty), address, arg);
    }
}

/// Type of the result if anybody uses it.
fn used_result(cx: &Cx<'_>, inst: ir::Inst) -> Option<Type> {
    let result = cx.func.insts[inst.index()].result?;
    (cx.uses(result) != 0).then(|| cx.ty(result))
}

fn set_result(cx: &mut Cx<'_>, inst: ir::Inst, regs: ValueRegs) {
    if let Some(result) = cx.func.insts[inst.index()].result {
        cx.set_value(result, regs);
    }
}

/// New registers for a result, and the operands that define them.
fn results(cx: &mut Cx<'_>, result: Option<Type>) -> (ValueRegs, [Operand; 2], usize) {
    let regs = result.map_or(ValueRegs::NONE, |ty| cx.new_value_regs(ty));
    let mut operands = [Operand::any_use(VReg::invalid()); 2];
    let mut count = 0;
    for (reg, &place) in regs.iter().zip(result_regs(result)) {
        operands[count] = Operand::reg_fixed_def(reg, place);
        count += 1;
    }
    (regs, operands, count)
}
