//! The loop adapter of `segmented` mode; what it does is said in [`crate::isa::adapter::many`].
//!
//! The state of the loop lives in the registers that the function hands back: `ebx` and `esi` walk over elements and
//! results, `edi` is the function, `ebp` the number of elements that are finished; the count stays where the caller
//! pushed it. As in the other adapters the number of instructions is what counts, so arguments are pushed from memory.

use dynasmrt::x86::X86Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::Ty;
use guest_abi::mailbox::PROGRESS;
use linker::object::Signature;

use super::abi;

/// Return address and four saved registers, modulo 16.
const ENTERED: u32 = 20 % 16;

pub(in crate::isa) fn many(signature: &Signature, at: u32) -> Vec<u8> {
    let mut ops = VecAssembler::<X86Relocation>::new(at as usize);
    let fields: Vec<(Ty, u32)> = signature.fields().collect();
    let bytes = abi::stack_bytes(signature.words());
    let padding = ((ENTERED + bytes).next_multiple_of(16) - (ENTERED + bytes)) as i32;
    // Four saved registers and the return address lie below the arguments.
    let argument = |i: i32| padding + 4 * (5 + i);
    dynasm!(ops
        ; .arch x86
        ; push ebx
        ; push esi
        ; push edi
        ; push ebp
        ; sub esp, padding
        ; xor ebp, ebp
        ; gs mov [PROGRESS as i32], ebp
        ; mov ebx, [esp + argument(0)]
        ; mov esi, [esp + argument(1)]
        ; mov edi, [esp + argument(3)]
        ; cmp ebp, [esp + argument(2)]
        ; je >none
        ; .align 16
        ; element:
    );
    for &(ty, from) in fields.iter().rev() {
        push(&mut ops, ty, from as i32);
    }
    dynasm!(ops ; .arch x86 ; call edi);
    match signature.result {
        None => {}
        Some(Ty::Bool | Ty::I8 | Ty::U8) => dynasm!(ops ; .arch x86 ; mov [esi], al),
        Some(Ty::I16 | Ty::U16) => dynasm!(ops ; .arch x86 ; mov [esi], ax),
        Some(Ty::I32 | Ty::U32 | Ty::Ptr) => dynasm!(ops ; .arch x86 ; mov [esi], eax),
        Some(Ty::I64 | Ty::U64) => dynasm!(ops ; .arch x86 ; mov [esi], eax ; mov [esi + 4], edx),
        Some(Ty::F32) => dynasm!(ops ; .arch x86 ; movss [esi], xmm0),
        Some(Ty::F64) => dynasm!(ops ; .arch x86 ; movsd [esi], xmm0),
    }
    dynasm!(ops ; .arch x86 ; inc ebp ; gs mov [PROGRESS as i32], ebp);
    if !fields.is_empty() {
        dynasm!(ops ; .arch x86 ; add esp, bytes as i32 ; add ebx, signature.stride() as i32);
    }
    if signature.result.is_some() {
        dynasm!(ops ; .arch x86 ; add esi, signature.result_size() as i32);
    }
    dynasm!(ops
        ; .arch x86
        ; cmp ebp, [esp + argument(2)]
        ; jne <element
        ; none:
        ; add esp, padding
        ; pop ebp
        ; pop edi
        ; pop esi
        ; pop ebx
        ; ret
    );
    ops.finalize().unwrap_or_default()
}

/// Pushes a member of the element. Reads no byte beyond it.
fn push(ops: &mut VecAssembler<X86Relocation>, ty: Ty, from: i32) {
    match ty {
        Ty::Bool | Ty::U8 => dynasm!(ops ; .arch x86 ; movzx eax, BYTE [ebx + from] ; push eax),
        Ty::I8 => dynasm!(ops ; .arch x86 ; movsx eax, BYTE [ebx + from] ; push eax),
        Ty::U16 => dynasm!(ops ; .arch x86 ; movzx eax, WORD [ebx + from] ; push eax),
        Ty::I16 => dynasm!(ops ; .arch x86 ; movsx eax, WORD [ebx + from] ; push eax),
        Ty::I32 | Ty::U32 | Ty::Ptr | Ty::F32 => dynasm!(ops ; .arch x86 ; push DWORD [ebx + from]),
        Ty::I64 | Ty::U64 | Ty::F64 => {
            dynasm!(ops ; .arch x86 ; push DWORD [ebx + from + 4] ; push DWORD [ebx + from]);
        }
    }
}
