//! The ring runner of `long` mode; see [`crate::isa::adapter::ring_runner`].

use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::Isa;
use guest_abi::ring::{
    ENTRIES, ENTRY_ADAPTER, ENTRY_COUNT, ENTRY_IN, ENTRY_OUT, ENTRY_SIZE, ENTRY_TARGET, HEAD, LINGER, TAIL,
};

/// Offset of a field of an entry from the ring's start plus the entry's place.
const fn entry(field: u32) -> i32 {
    (ENTRIES + field) as i32
}

/// `rbx` is the ring, `ebp` the head, `r12d` the mask, `r14` the ring plus the entry's place, `r15d` when the wait began.
pub(in crate::isa) fn runner(at: u32) -> Vec<u8> {
    let mut asm: VecAssembler<X64Relocation> = VecAssembler::new(Isa::Amd64.code_address(at) as usize);
    dynasm!(asm
        ; .arch x64
        ; sub rsp, 8
        ; mov ebx, edi
        ; mov ebp, esi
        ; mov r12d, edx
        ; cmp ebp, [rbx + TAIL as i32]
        ; je >empty
        ; run:
        ; mov r14d, ebp
        ; and r14d, r12d
        ; add r14, rbx
        ; mov edi, [r14 + entry(ENTRY_IN)]
        ; mov esi, [r14 + entry(ENTRY_OUT)]
        ; mov edx, [r14 + entry(ENTRY_COUNT)]
        ; mov ecx, [r14 + entry(ENTRY_TARGET)]
        ; mov eax, [r14 + entry(ENTRY_ADAPTER)]
        ; call rax
        ; add ebp, ENTRY_SIZE as i32
        ; mov [rbx + HEAD as i32], ebp
        ; cmp ebp, [rbx + TAIL as i32]
        ; jne <run
        ; empty:
        ; cmp DWORD [rbx + LINGER as i32], 0
        ; je >leave
        ; rdtsc
        ; mov r15d, eax
        ; wait:
        ; cmp ebp, [rbx + TAIL as i32]
        ; jne <run
        ; rdtsc
        ; sub eax, r15d
        ; cmp eax, [rbx + LINGER as i32]
        ; jb <wait
        ; leave:
        ; add rsp, 8
        ; ret
    );
    asm.finalize().unwrap_or_default()
}
