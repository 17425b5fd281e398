//! `long` mode: what `setjmp` and `longjmp` do.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};
use guest_abi::layout::MAILBOX_BASE;
use guest_abi::mailbox::REQ_FLOOR;

use super::amd64::assemble;

/// Words of 8 bytes: the registers that a callee keeps, the stack pointer behind the return, the return address.
pub(super) fn setjmp() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x64
            ; mov [rdi], rbx
            ; mov [rdi + 8], rbp
            ; mov [rdi + 16], r12
            ; mov [rdi + 24], r13
            ; mov [rdi + 32], r14
            ; mov [rdi + 40], r15
            ; lea rax, [rsp + 8]
            ; mov [rdi + 48], rax
            ; mov rax, [rsp]
            ; mov [rdi + 56], rax
            ; xor eax, eax
            ; ret);
    })
}

/// Returns if the stack pointer is none of a caller in this upcall.
pub(super) fn longjmp() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x64
            ; mov rdx, [rdi + 48]
            ; lea rcx, [rsp + 8]
            ; cmp rdx, rcx
            ; jb >gone
            ; mov ecx, [(MAILBOX_BASE + REQ_FLOOR) as i32]
            ; cmp rdx, rcx
            ; ja >gone
            ; mov rbx, [rdi]
            ; mov rbp, [rdi + 8]
            ; mov r12, [rdi + 16]
            ; mov r13, [rdi + 24]
            ; mov r14, [rdi + 32]
            ; mov r15, [rdi + 40]
            ; mov eax, esi
            ; mov rsp, rdx
            ; jmp QWORD [rdi + 56]
            ; gone:
            ; ret);
    })
}
