//! The ring runner of `segmented` mode; see [`crate::isa::adapter::ring_runner`].

use dynasmrt::x86::X86Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::ring::{
    CELL_SIZE, ENTRIES, ENTRY_ADAPTER, ENTRY_ARGS, ENTRY_TARGET, FAR_ADAPTER, FAR_COUNT, FAR_IN, FAR_OUT, HEAD, LINGER,
    TAIL,
};

use crate::isa::adapter::RingRunner;

/// Offset of a field of an entry from the ring's start plus the entry's place.
const fn entry(field: u32) -> i32 {
    (ENTRIES + field) as i32
}

/// The runner. `ebx` is the ring, `esi` the head, `ebp` the cells, `edi`
/// the place, or when the wait began. Where the host's KVM interprets this, the 14 instructions per entry are what
/// counts.
pub(in crate::isa) fn runner(at: u32) -> RingRunner {
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
        ; mov ebp, [esp + PARAMS + 12]
        ; cmp esi, [ebx + TAIL as i32]
        ; je >empty
        ; run:
        ; mov edi, esi
        ; and edi, [esp + PARAMS + 8]
        ; push DWORD [ebx + edi * 4 + entry(ENTRY_TARGET)]
        ; push 1
        ; lea eax, [ebp + edi]
        ; push eax
        ; lea eax, [ebx + edi * 4 + entry(ENTRY_ARGS)]
        ; push eax
        ; call DWORD [ebx + edi * 4 + entry(ENTRY_ADAPTER)]
        ; add esp, 16
        ; add esi, CELL_SIZE as i32
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
    );
    let skip = asm.offset().0 as u32;
    dynasm!(asm
        ; .arch x86
        ; ret
        ; .align 16
    );
    let far = asm.offset().0 as u32;
    // The arguments are replaced where they lie, behind the return address; the function stays.
    dynasm!(asm
        ; .arch x86
        ; mov eax, [esp + 4]
        ; mov ecx, [eax + FAR_IN as i32]
        ; mov [esp + 4], ecx
        ; mov ecx, [eax + FAR_OUT as i32]
        ; mov [esp + 8], ecx
        ; mov ecx, [eax + FAR_COUNT as i32]
        ; mov [esp + 12], ecx
        ; jmp DWORD [eax + FAR_ADAPTER as i32]
    );
    RingRunner { code: asm.finalize().unwrap_or_default(), far, skip }
}
