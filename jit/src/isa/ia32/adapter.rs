//! Entry adapters and built-in thunks: the code between the gate and compiled functions.
//!
//! Where the host's KVM interprets 32-bit code every instruction costs hundreds of nanoseconds, so an adapter is
//! one instruction per argument word (`push` takes a memory operand) and three more.

use dynasmrt::x86::X86Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::ValType;
use guest_abi::mailbox::{REQ_ARGS, REQ_TARGET, RESP_BUILTIN, RESP_VALUE, req_arg, resp_arg};
use linker::object::Signature;

use crate::isa::adapter::GateLinks;

/// The adapter through which the gate calls a function of this signature; the gate jumps to it with a stack
/// pointer that is a multiple of 16.
pub(crate) fn entry(signature: &Signature, at: u32, links: &GateLinks) -> Vec<u8> {
    let mut ops = VecAssembler::<X86Relocation>::new(at as usize);
    let words: Vec<ValType> = signature.words().collect();
    let bytes: u32 = words.iter().map(|word| word.size()).sum();
    let padding = bytes.next_multiple_of(16) - bytes;
    if padding != 0 {
        dynasm!(ops ; .arch x86 ; sub esp, padding as i32);
    }
    for (i, word) in words.iter().enumerate().rev() {
        let offset = req_arg(i as u32) as i32;
        if word.size() == 8 {
            dynasm!(ops ; .arch x86 ; gs push DWORD [offset + 4]);
        }
        dynasm!(ops ; .arch x86 ; gs push DWORD [offset]);
    }
    let value = RESP_VALUE as i32;
    dynasm!(ops ; .arch x86 ; gs call DWORD [REQ_TARGET as i32]);
    match signature.result.map(|ty| ty.val_type()) {
        None => {}
        Some(ValType::I32) => dynasm!(ops ; .arch x86 ; gs mov [value], eax),
        Some(ValType::I64) => dynasm!(ops ; .arch x86 ; gs mov [value], eax ; gs mov [value + 4], edx),
        Some(ValType::F32) => dynasm!(ops ; .arch x86 ; gs movss [value], xmm0),
        Some(ValType::F64) => dynasm!(ops ; .arch x86 ; gs movsd [value], xmm0),
    }
    dynasm!(ops ; .arch x86 ; jmp extern links.done as usize);
    finish(ops)
}

/// The thunk that a plugin calls in place of built-in number `id`, which has this signature.
pub(crate) fn builtin(signature: &Signature, id: u32, at: u32, links: &GateLinks) -> Vec<u8> {
    let mut ops = VecAssembler::<X86Relocation>::new(at as usize);
    call_back(&mut ops, signature, id, links);
    finish(ops)
}

/// Bytes between the stack pointer and the arguments of a thunk.
pub(super) const RETURN_ADDRESS: i32 = 4;

/// The body of [`builtin`].
pub(super) fn call_back(ops: &mut VecAssembler<X86Relocation>, signature: &Signature, id: u32, links: &GateLinks) {
    let mut from = RETURN_ADDRESS;
    for (i, word) in (0..).zip(signature.words()) {
        let to = resp_arg(i) as i32;
        for half in (0..word.size() as i32).step_by(4) {
            dynasm!(ops ; .arch x86 ; mov eax, [esp + from + half] ; gs mov [to + half], eax);
        }
        from += word.size() as i32;
    }
    let value = REQ_ARGS as i32;
    dynasm!(ops
        ; .arch x86
        ; gs mov DWORD [RESP_BUILTIN as i32], id as i32
        ; call extern links.callback as usize
    );
    match signature.result.map(|ty| ty.val_type()) {
        None => {}
        Some(ValType::I32) => dynasm!(ops ; .arch x86 ; gs mov eax, [value]),
        Some(ValType::I64) => dynasm!(ops ; .arch x86 ; gs mov eax, [value] ; gs mov edx, [value + 4]),
        Some(ValType::F32) => dynasm!(ops ; .arch x86 ; gs movss xmm0, [value]),
        Some(ValType::F64) => dynasm!(ops ; .arch x86 ; gs movsd xmm0, [value]),
    }
    dynasm!(ops ; .arch x86 ; ret);
}

/// The bytes; an adapter has no labels of its own that could fail to resolve.
pub(super) fn finish(ops: VecAssembler<X86Relocation>) -> Vec<u8> {
    ops.finalize().unwrap_or_default()
}
