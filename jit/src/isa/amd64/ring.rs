//! The ring runner of `long` mode; see [`crate::isa::adapter::ring_runner`].

use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::Isa;
use guest_abi::ring::{
    CELL_SIZE, ENTRIES, ENTRY_ADAPTER, ENTRY_ARGS, ENTRY_TARGET, FAR_ADAPTER, FAR_COUNT, FAR_IN, FAR_OUT, HEAD, LINGER,
    TAIL,
};

use crate::isa::adapter::RingRunner;

/// Offset of a field of an entry from the ring's start plus the entry's place.
const fn entry(field: u32) -> i32 {
    (ENTRIES + field) as i32
}

/// The runner. `rbx` is the ring, `ebp` the head, `r12d` the mask, `r13`
/// the cells, `r14` the place, `r15d` when the wait began.
pub(in crate::isa) fn runner(at: u32) -> RingRunner {
    let mut asm: VecAssembler<X64Relocation> = VecAssembler::new(Isa::Amd64.code_address(at) as usize);
    dynasm!(asm
        ; .arch x64
        ; sub rsp, 8
        ; mov ebx, edi
        ; mov ebp, esi
        ; mov r12d, edx
        ; mov r13d, ecx
        ; cmp ebp, [rbx + TAIL as i32]
        ; je >empty
        ; run:
        ; mov r14d, ebp
        ; and r14d, r12d
        ; lea edi, [rbx + r14 * 4 + entry(ENTRY_ARGS)]
        ; lea esi, [r13 + r14]
        ; mov edx, 1
        ; mov ecx, [rbx + r14 * 4 + entry(ENTRY_TARGET)]
        ; mov eax, [rbx + r14 * 4 + entry(ENTRY_ADAPTER)]
        ; call rax
        ; add ebp, CELL_SIZE as i32
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
    );
    let skip = asm.offset().0 as u32;
    dynasm!(asm
        ; .arch x64
        ; ret
        ; .align 16
    );
    let far = asm.offset().0 as u32;
    dynasm!(asm
        ; .arch x64
        ; mov eax, [rdi + FAR_ADAPTER as i32]
        ; mov esi, [rdi + FAR_OUT as i32]
        ; mov edx, [rdi + FAR_COUNT as i32]
        ; mov edi, [rdi + FAR_IN as i32]
        ; jmp rax
    );
    RingRunner { code: asm.finalize().unwrap_or_default(), far, skip }
}
