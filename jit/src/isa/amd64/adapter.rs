//! Adapters of `long` mode. The mailbox is addressed absolutely.

use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::layout::MAILBOX_BASE;
use guest_abi::mailbox::{REQ_TARGET, RESP_BUILTIN, RESP_VALUE, req_arg, resp_arg};
use guest_abi::{Isa, ValType};
use linker::object::Signature;

use super::abi::{Place, Places};
use crate::isa::adapter::GateLinks;

/// Linear address of a field of the mailbox; below 2 GiB.
const fn field(offset: u32) -> i32 {
    (MAILBOX_BASE + offset) as i32
}

pub(super) const fn code(offset: u32) -> usize {
    Isa::Amd64.code_address(offset) as usize
}

/// Entered by a jump with the stack aligned: takes the words from the request, calls, leaves the result.
pub(in crate::isa) fn entry(signature: &Signature, at: u32, links: &GateLinks) -> Vec<u8> {
    let mut asm: VecAssembler<X64Relocation> = VecAssembler::new(code(at));
    let mut places = Places::default();
    let words: Vec<(ValType, Place)> = signature.words().map(|ty| (ty, places.next(ty))).collect();
    let stack = places.stack().next_multiple_of(16) as i32;
    if stack != 0 {
        dynasm!(asm ; .arch x64 ; sub rsp, stack);
    }
    for (i, &(ty, place)) in (0u32..).zip(&words) {
        let from = field(req_arg(i));
        match (place, ty) {
            (Place::Stack(to), _) => {
                // A narrow word's upper half is never read.
                dynasm!(asm ; .arch x64 ; mov rax, [from] ; mov [rsp + to as i32], rax);
            }
            (Place::Reg(reg), ValType::I32) => {
                let reg = reg.hw_enc() as u8;
                dynasm!(asm ; .arch x64 ; mov Rd(reg), [from]);
            }
            (Place::Reg(reg), ValType::I64) => {
                let reg = reg.hw_enc() as u8;
                dynasm!(asm ; .arch x64 ; mov Rq(reg), [from]);
            }
            (Place::Reg(reg), ValType::F32) => {
                let reg = reg.hw_enc() as u8;
                dynasm!(asm ; .arch x64 ; movss Rx(reg), DWORD [from]);
            }
            (Place::Reg(reg), ValType::F64) => {
                let reg = reg.hw_enc() as u8;
                dynasm!(asm ; .arch x64 ; movsd Rx(reg), QWORD [from]);
            }
        }
    }
    dynasm!(asm ; .arch x64 ; mov eax, [field(REQ_TARGET)] ; call rax);
    match signature.result.map(|ty| ty.val_type()) {
        None => {}
        Some(ValType::I32) => dynasm!(asm ; .arch x64 ; mov [field(RESP_VALUE)], eax),
        Some(ValType::I64) => dynasm!(asm ; .arch x64 ; mov [field(RESP_VALUE)], rax),
        Some(ValType::F32) => dynasm!(asm ; .arch x64 ; movss DWORD [field(RESP_VALUE)], xmm0),
        Some(ValType::F64) => dynasm!(asm ; .arch x64 ; movsd QWORD [field(RESP_VALUE)], xmm0),
    }
    dynasm!(asm ; .arch x64 ; jmp extern code(links.done));
    asm.finalize().unwrap_or_default()
}

/// Called like a function: leaves the words in the response, lets the gate call back, takes the result.
pub(in crate::isa) fn builtin(signature: &Signature, id: u32, at: u32, links: &GateLinks) -> Vec<u8> {
    let mut asm: VecAssembler<X64Relocation> = VecAssembler::new(code(at));
    call_back(&mut asm, signature, id, links);
    asm.finalize().unwrap_or_default()
}

/// Bytes between the stack pointer and the stack arguments of a thunk.
pub(super) const RETURN_ADDRESS: i32 = 8;

/// The body of [`builtin`].
pub(super) fn call_back(asm: &mut VecAssembler<X64Relocation>, signature: &Signature, id: u32, links: &GateLinks) {
    let mut places = Places::default();
    for (i, ty) in (0u32..).zip(signature.words()) {
        let to = field(resp_arg(i));
        match (places.next(ty), ty) {
            (Place::Stack(from), ValType::I32 | ValType::F32) => {
                dynasm!(asm ; .arch x64 ; mov eax, [rsp + from as i32 + RETURN_ADDRESS] ; mov [to], rax);
            }
            (Place::Stack(from), ValType::I64 | ValType::F64) => {
                dynasm!(asm ; .arch x64 ; mov rax, [rsp + from as i32 + RETURN_ADDRESS] ; mov [to], rax);
            }
            (Place::Reg(reg), ValType::I32 | ValType::I64) => {
                let reg = reg.hw_enc() as u8;
                dynasm!(asm ; .arch x64 ; mov [to], Rq(reg));
            }
            (Place::Reg(reg), ValType::F32) => {
                let reg = reg.hw_enc() as u8;
                dynasm!(asm ; .arch x64 ; movss DWORD [to], Rx(reg));
            }
            (Place::Reg(reg), ValType::F64) => {
                let reg = reg.hw_enc() as u8;
                dynasm!(asm ; .arch x64 ; movsd QWORD [to], Rx(reg));
            }
        }
    }
    dynasm!(asm ; .arch x64
        ; mov DWORD [field(RESP_BUILTIN)], id as i32
        ; call extern code(links.callback));
    let from = field(req_arg(0));
    match signature.result.map(|ty| ty.val_type()) {
        None => {}
        Some(ValType::I32) => dynasm!(asm ; .arch x64 ; mov eax, [from]),
        Some(ValType::I64) => dynasm!(asm ; .arch x64 ; mov rax, [from]),
        Some(ValType::F32) => dynasm!(asm ; .arch x64 ; movss xmm0, DWORD [from]),
        Some(ValType::F64) => dynasm!(asm ; .arch x64 ; movsd xmm0, QWORD [from]),
    }
    dynasm!(asm ; .arch x64 ; ret);
}
