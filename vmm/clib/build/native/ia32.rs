//! `segmented` mode: the string instructions, of which each is one step even where a host interprets this mode.
//!
//! Arguments lie on the stack, the result goes in `eax`; `ebx`, `ebp`, `esi` and `edi` are handed back unchanged.

use dynasmrt::x86::X86Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::mailbox::REQ_FLOOR;

/// From this length on it pays to begin at a multiple of 4.
const LONG: i32 = 64;

fn assemble(code: impl FnOnce(&mut VecAssembler<X86Relocation>)) -> Vec<u8> {
    // Nothing in it depends on where it lies.
    let mut ops = VecAssembler::new(0);
    code(&mut ops);
    ops.finalize().expect("hand-made code has all its labels")
}

/// Moves bytes, from whichever end does not overwrite what is still to be moved; serves for `memcpy`, too.
pub(crate) fn memmove() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x86
            ; push esi
            ; push edi
            ; mov edi, [esp + 12]
            ; mov esi, [esp + 16]
            ; mov edx, [esp + 20]
            ; mov eax, edi
            ; sub eax, esi
            ; cmp eax, edx
            ; mov eax, edi
            ; jb >backward
            ; cmp edx, LONG
            ; jb >words
            // Up to a multiple of 4 of the target.
            ; mov ecx, edi
            ; neg ecx
            ; and ecx, BYTE 3
            ; sub edx, ecx
            ; rep movsb
            ; words:
            ; mov ecx, edx
            ; shr ecx, 2
            ; rep movsd
            ; mov ecx, edx
            ; and ecx, BYTE 3
            ; rep movsb
            ; pop edi
            ; pop esi
            ; ret
            ; backward:
            ; lea esi, [esi + edx - 1]
            ; lea edi, [edi + edx - 1]
            ; std
            ; mov ecx, edx
            ; and ecx, BYTE 3
            ; rep movsb
            ; sub esi, BYTE 3
            ; sub edi, BYTE 3
            ; mov ecx, edx
            ; shr ecx, 2
            ; rep movsd
            ; cld
            ; pop edi
            ; pop esi
            ; ret);
    })
}

pub(crate) fn memset() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x86
            ; push edi
            ; mov edi, [esp + 8]
            ; movzx eax, BYTE [esp + 12]
            ; mov edx, [esp + 16]
            ; imul eax, eax, 0x0101_0101
            ; cmp edx, LONG
            ; jb >words
            ; mov ecx, edi
            ; neg ecx
            ; and ecx, BYTE 3
            ; sub edx, ecx
            ; rep stosb
            ; words:
            ; mov ecx, edx
            ; shr ecx, 2
            ; rep stosd
            ; mov ecx, edx
            ; and ecx, BYTE 3
            ; rep stosb
            ; mov eax, [esp + 8]
            ; pop edi
            ; ret);
    })
}

/// Words of 4 bytes: the registers that a callee keeps, the stack pointer behind the return, the return address.
pub(crate) fn setjmp() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x86
            ; mov ecx, [esp + 4]
            ; mov [ecx], ebx
            ; mov [ecx + 4], ebp
            ; mov [ecx + 8], esi
            ; mov [ecx + 12], edi
            ; lea eax, [esp + 4]
            ; mov [ecx + 16], eax
            ; mov eax, [esp]
            ; mov [ecx + 20], eax
            ; xor eax, eax
            ; ret);
    })
}

/// Returns if the stack pointer is none of a caller in this upcall. The mailbox lies in the segment of `gs`.
pub(crate) fn longjmp() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x86
            ; mov ecx, [esp + 4]
            ; mov eax, [esp + 8]
            ; mov edx, [ecx + 16]
            ; cmp edx, esp
            ; jb >gone
            ; gs cmp edx, [REQ_FLOOR as i32]
            ; ja >gone
            ; mov ebx, [ecx]
            ; mov ebp, [ecx + 4]
            ; mov esi, [ecx + 8]
            ; mov edi, [ecx + 12]
            ; mov esp, edx
            ; jmp DWORD [ecx + 20]
            ; gone:
            ; ret);
    })
}
