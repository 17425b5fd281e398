//! The loop adapter of `long` mode; what it does is said in [`crate::isa::adapter::many`].
//!
//! The state of the loop lives in registers that the function hands back: `rbx` and `rbp` walk over elements and
//! results, `r12` is the count, `r13` the function, `r14` the number of elements that are finished. A function that
//! does not hand them back harms its own runtime alone.

use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::layout::MAILBOX_BASE;
use guest_abi::mailbox::PROGRESS;
use guest_abi::{Isa, Ty};
use linker::object::Signature;

use super::abi::{Place, Places};

pub(in crate::isa) fn many(signature: &Signature, at: u32) -> Vec<u8> {
    let mut asm: VecAssembler<X64Relocation> = VecAssembler::new(Isa::Amd64.code_address(at) as usize);
    let mut places = Places::default();
    let words: Vec<(Ty, i32, Place)> =
        signature.fields().map(|(ty, offset)| (ty, offset as i32, places.next(ty.val_type()))).collect();
    let stack = places.stack().next_multiple_of(16) as i32;
    let progress = (MAILBOX_BASE + PROGRESS) as i32;
    // The return address and five registers: the stack is aligned again.
    dynasm!(asm
        ; .arch x64
        ; push rbx
        ; push rbp
        ; push r12
        ; push r13
        ; push r14
        ; xor r14d, r14d
        ; mov [progress], r14d
        ; test edx, edx
        ; jz >none
        ; mov ebx, edi
        ; mov ebp, esi
        ; mov r12d, edx
        ; mov r13d, ecx
    );
    if stack != 0 {
        dynasm!(asm ; .arch x64 ; sub rsp, stack);
    }
    dynasm!(asm ; .arch x64 ; .align 16 ; element:);
    for &(ty, from, place) in &words {
        match place {
            Place::Reg(reg) => load(&mut asm, ty, reg.hw_enc() as u8, from),
            Place::Stack(to) => {
                load_scratch(&mut asm, ty, from);
                dynasm!(asm ; .arch x64 ; mov [rsp + to as i32], rax);
            }
        }
    }
    dynasm!(asm ; .arch x64 ; call r13);
    match signature.result {
        None => {}
        Some(Ty::Bool | Ty::I8 | Ty::U8) => dynasm!(asm ; .arch x64 ; mov [rbp], al),
        Some(Ty::I16 | Ty::U16) => dynasm!(asm ; .arch x64 ; mov [rbp], ax),
        Some(Ty::I32 | Ty::U32 | Ty::Ptr) => dynasm!(asm ; .arch x64 ; mov [rbp], eax),
        Some(Ty::I64 | Ty::U64) => dynasm!(asm ; .arch x64 ; mov [rbp], rax),
        Some(Ty::F32) => dynasm!(asm ; .arch x64 ; movss DWORD [rbp], xmm0),
        Some(Ty::F64) => dynasm!(asm ; .arch x64 ; movsd QWORD [rbp], xmm0),
    }
    dynasm!(asm ; .arch x64 ; inc r14d ; mov [progress], r14d);
    if !words.is_empty() {
        dynasm!(asm ; .arch x64 ; add rbx, signature.stride() as i32);
    }
    if signature.result.is_some() {
        dynasm!(asm ; .arch x64 ; add rbp, signature.result_size() as i32);
    }
    dynasm!(asm ; .arch x64 ; cmp r14d, r12d ; jne <element);
    if stack != 0 {
        dynasm!(asm ; .arch x64 ; add rsp, stack);
    }
    dynasm!(asm
        ; .arch x64
        ; none:
        ; pop r14
        ; pop r13
        ; pop r12
        ; pop rbp
        ; pop rbx
        ; ret
    );
    asm.finalize().unwrap_or_default()
}

/// Loads a member of the element into the register in which it travels.
fn load(asm: &mut VecAssembler<X64Relocation>, ty: Ty, reg: u8, from: i32) {
    match ty {
        Ty::Bool | Ty::U8 => dynasm!(asm ; .arch x64 ; movzx Rd(reg), BYTE [rbx + from]),
        Ty::I8 => dynasm!(asm ; .arch x64 ; movsx Rd(reg), BYTE [rbx + from]),
        Ty::U16 => dynasm!(asm ; .arch x64 ; movzx Rd(reg), WORD [rbx + from]),
        Ty::I16 => dynasm!(asm ; .arch x64 ; movsx Rd(reg), WORD [rbx + from]),
        Ty::I32 | Ty::U32 | Ty::Ptr => dynasm!(asm ; .arch x64 ; mov Rd(reg), [rbx + from]),
        Ty::I64 | Ty::U64 => dynasm!(asm ; .arch x64 ; mov Rq(reg), [rbx + from]),
        Ty::F32 => dynasm!(asm ; .arch x64 ; movss Rx(reg), DWORD [rbx + from]),
        Ty::F64 => dynasm!(asm ; .arch x64 ; movsd Rx(reg), QWORD [rbx + from]),
    }
}

/// Loads a member of the element into `rax`, to be stored as a stack argument. Reads no byte beyond the member.
fn load_scratch(asm: &mut VecAssembler<X64Relocation>, ty: Ty, from: i32) {
    const RAX: u8 = 0;
    match ty {
        Ty::F32 => load(asm, Ty::U32, RAX, from),
        Ty::F64 => load(asm, Ty::U64, RAX, from),
        ty => load(asm, ty, RAX, from),
    }
}
