//! Reading the time in `long` mode; said in [`crate::isa::adapter::clock`].

use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::clock::{LIMIT, NANOS, RATE, RATE_SHIFT, SIZE, TICKS};

use super::adapter::code;

/// The counter waits for what came before, as Linux's own clock does.
fn read_counter(asm: &mut VecAssembler<X64Relocation>) {
    dynasm!(asm ; .arch x64
        ; lfence
        ; rdtsc
        ; shl rdx, 32
        ; or rax, rdx);
}

pub(in crate::isa) fn clock(at: u32, thunk: u32) -> Vec<u8> {
    let mut asm: VecAssembler<X64Relocation> = VecAssembler::new(code(at));
    let field = |offset: u32| code(at + offset) as i32;
    asm.extend([0; SIZE as usize]);
    read_counter(&mut asm);
    dynasm!(asm ; .arch x64
        ; sub rax, [field(TICKS)]
        ; mov ecx, [field(LIMIT)]
        ; cmp rax, rcx
        ; jae >host
        ; mov ecx, [field(RATE)]
        ; imul rax, rcx
        ; shr rax, RATE_SHIFT as i8
        ; add rax, [field(NANOS)]
        ; ret
        ; host:
        ; jmp extern code(thunk));
    asm.finalize().unwrap_or_default()
}

pub(in crate::isa) fn ticks(at: u32) -> Vec<u8> {
    let mut asm: VecAssembler<X64Relocation> = VecAssembler::new(code(at));
    read_counter(&mut asm);
    dynasm!(asm ; .arch x64 ; ret);
    asm.finalize().unwrap_or_default()
}
