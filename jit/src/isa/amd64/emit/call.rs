//! Calls.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};
use guest_abi::TrapCode;
use guest_abi::layout::{CODE_BASE, SLOT_COUNT, SLOTS_OFFSET};
use linker::object::{Linkage, RelocKind, SymbolId};
use regalloc2::Allocation;

use super::encode;
use crate::isa::amd64::regs::enc;
use crate::isa::mach::Sink;

/// A function as a C pointer: its tag and slot, known to the linker.
pub(super) fn func_addr(sink: &mut Sink<'_>, symbol: SymbolId, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let dst = enc(allocs[0]);
    dynasm!(asm ; .arch x64 ; mov Rd(dst), DWORD 0);
    sink.reloc(0, RelocKind::FunctionPointer, symbol, 0);
}

/// Through the slot if others see the function too, so that it can be replaced; straight if it is our own.
pub(super) fn direct(sink: &mut Sink<'_>, symbol: SymbolId) {
    let local = sink.module.symbols[symbol.0 as usize].linkage == Linkage::Local;
    match sink.function(symbol) {
        Some(label) if local => {
            let asm = &mut sink.asm;
            dynasm!(asm ; .arch x64 ; call =>label);
        }
        _ => {
            let asm = &mut sink.asm;
            dynasm!(asm ; .arch x64 ; call QWORD [DWORD 0]);
            sink.reloc(0, RelocKind::Slot, symbol, 0);
        }
    }
}

/// The same as a jump: the callee returns to the caller of this function.
pub(super) fn tail(sink: &mut Sink<'_>, symbol: SymbolId) {
    let local = sink.module.symbols[symbol.0 as usize].linkage == Linkage::Local;
    match sink.function(symbol) {
        Some(label) if local => encode::jump(sink, 0xeb, &[0xe9], label, false),
        _ => {
            let asm = &mut sink.asm;
            dynasm!(asm ; .arch x64 ; jmp QWORD [DWORD 0]);
            sink.reloc(0, RelocKind::Slot, symbol, 0);
        }
    }
}

/// Traps if a slot number is none.
pub(super) fn check_slot(sink: &mut Sink<'_>, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let slot = enc(allocs[0]);
    dynasm!(asm ; .arch x64 ; cmp Rd(slot), DWORD SLOT_COUNT as i32 ; jb BYTE >good);
    sink.trap(TrapCode::BadFunctionPointer);
    let asm = &mut sink.asm;
    dynasm!(asm ; .arch x64 ; ud2 ; good:);
}

/// Through the slot table.
pub(super) fn indirect(sink: &mut Sink<'_>, allocs: &[Allocation]) {
    let asm = &mut sink.asm;
    let slot = enc(allocs[0]);
    let table = (CODE_BASE + SLOTS_OFFSET) as i32;
    dynasm!(asm ; .arch x64 ; call QWORD [NOSPLIT DWORD Rq(slot) * 8 + table]);
}
