//! The ring runner of `segmented` mode; see [`crate::isa::adapter::ring_runner`].

use dynasmrt::x86::X86Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::ring::{
    ENTRIES, ENTRY_ADAPTER, ENTRY_COUNT, ENTRY_IN, ENTRY_OUT, ENTRY_SIZE, ENTRY_TARGET, HEAD, LINGER, TAIL,
};

/// Offset of a field of an entry from the ring's start plus the entry's place.
const fn entry(field: u32) -> i32 {
    (ENTRIES + field) as i32
}

/// `ebx` is the ring, `esi` the head, `ebp` the mask, `edi` the entry's place, or when the wait began. Where the host's KVM interprets this,
/// the 12 instructions per entry are what counts.
pub(in crate::isa) fn runner(at: u32) -> Vec<u8> {
    /// Takes the stack pointer back to a multiple of 16 behind the return address.
    const FRAME: i32 = 12;
    /// The first parameter lies behind the frame and the return address.
    const PARAMS: i32 = FRAME + 4;
    let mut asm: VecAssembler<X86Relocation> = VecAssembler::new(at as usize);
    dynasm!(asm
        ; .arch x86
        ; sub esp, FRAME
        ; mov ebx, [esp + PARAMS]
        ; mov esi, [esp + PARAMS + 4]
        ; mov ebp, [esp + PARAMS + 8]
        ; cmp esi, [ebx + TAIL as i32]
        ; je >empty
        ; run:
        ; mov edi, esi
        ; and edi, ebp
        ; push DWORD [ebx + edi + entry(ENTRY_TARGET)]
        ; push DWORD [ebx + edi + entry(ENTRY_COUNT)]
        ; push DWORD [ebx + edi + entry(ENTRY_OUT)]
        ; push DWORD [ebx + edi + entry(ENTRY_IN)]
        ; call DWORD [ebx + edi + entry(ENTRY_ADAPTER)]
        ; add esp, 16
        ; add esi, ENTRY_SIZE as i32
        ; mov [ebx + HEAD as i32], esi
        ; cmp esi, [ebx + TAIL as i32]
        ; jne <run
        ; empty:
        ; cmp DWORD [ebx + LINGER as i32], 0
        ; je >leave
        ; rdtsc
        ; mov edi, eax
        ; wait:
        ; cmp esi, [ebx + TAIL as i32]
        ; jne <run
        ; rdtsc
        ; sub eax, edi
        ; cmp eax, [ebx + LINGER as i32]
        ; jb <wait
        ; leave:
        ; add esp, FRAME
        ; ret
    );
    asm.finalize().unwrap_or_default()
}
