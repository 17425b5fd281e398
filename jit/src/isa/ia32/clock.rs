//! Reading the time in `segmented` mode; said in [`crate::isa::adapter::clock`]. The line is read through the code
//! segment.

use dynasmrt::x86::X86Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};
use guest_abi::clock::{LIMIT, NANOS, RATE, RATE_SHIFT, SIZE, TICKS};

use super::adapter::finish;

pub(in crate::isa) fn clock(at: u32, thunk: u32) -> Vec<u8> {
    let mut ops = VecAssembler::<X86Relocation>::new(at as usize);
    let field = |offset: u32| (at + offset) as i32;
    ops.extend([0; SIZE as usize]);
    dynasm!(ops ; .arch x86
        ; rdtsc
        ; cs sub eax, [field(TICKS)]
        ; cs sbb edx, [field(TICKS + 4)]
        ; jnz >host
        ; cs cmp eax, [field(LIMIT)]
        ; jae >host
        ; cs mul DWORD [field(RATE)]
        ; shrd eax, edx, RATE_SHIFT as i8
        ; shr edx, RATE_SHIFT as i8
        ; cs add eax, [field(NANOS)]
        ; cs adc edx, [field(NANOS + 4)]
        ; ret
        ; host:
        ; jmp extern thunk as usize);
    finish(ops)
}

pub(in crate::isa) fn ticks(at: u32) -> Vec<u8> {
    let mut ops = VecAssembler::<X86Relocation>::new(at as usize);
    dynasm!(ops ; .arch x86 ; rdtsc ; ret);
    finish(ops)
}
