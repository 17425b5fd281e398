//! Division of 64-bit integers: checks at the call, so that the fault is the source line's, and the routines.
//!
//! Registers: dividend `edx:eax`, divisor `ecx:ebx`; quotient `edx:eax`, remainder `ecx:ebx`. All others are
//! preserved.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::operand::Reg;
use crate::isa::mach::Sink;

/// Number of the routine for signed integers; it calls the other one, which therefore has the higher number.
const SIGNED: usize = 0;
/// Number of the routine for unsigned integers.
const UNSIGNED: usize = 1;

/// The checks that are needed, with a temporary register for them, and the call.
pub(super) fn call(sink: &mut Sink<'_>, signed: bool, check_zero: bool, check_overflow: bool, temp: Reg) {
    if check_zero || check_overflow {
        let fault = sink.asm.new_dynamic_label();
        let good = sink.asm.new_dynamic_label();
        if check_zero {
            dynasm!(sink.asm ; .arch x86 ; mov Rd(temp), ebx ; or Rd(temp), ecx);
            if check_overflow {
                dynasm!(sink.asm ; .arch x86 ; jz =>fault);
            } else {
                dynasm!(sink.asm ; .arch x86 ; jnz =>good);
            }
        }
        if check_overflow {
            dynasm!(sink.asm
                ; .arch x86
                // -1?
                ; mov Rd(temp), ebx
                ; and Rd(temp), ecx
                ; add Rd(temp), BYTE 1
                ; jnz =>good
                // The minimum?
                ; lea Rd(temp), [edx + i32::MIN]
                ; or Rd(temp), eax
                ; jnz =>good
            );
        }
        // Every way here leaves zero in the register.
        dynasm!(sink.asm ; .arch x86 ; =>fault ; div Rd(temp) ; =>good);
    }
    let routine = sink.routine(if signed { SIGNED } else { UNSIGNED });
    dynasm!(sink.asm ; .arch x86 ; call =>routine);
}

/// A routine that functions call.
pub(in crate::isa::ia32) fn routine(sink: &mut Sink<'_>, routine: usize) {
    if routine == SIGNED { signed(sink) } else { unsigned(sink) }
}

/// Divides the magnitudes. The quotient is negative if the signs differ, the remainder if the dividend is.
fn signed(sink: &mut Sink<'_>) {
    let unsigned = sink.routine(UNSIGNED);
    dynasm!(sink.asm
        ; .arch x86
        ; push esi
        ; push edi
        ; mov esi, edx
        ; sar esi, 31
        ; xor eax, esi
        ; xor edx, esi
        ; sub eax, esi
        ; sbb edx, esi
        ; mov edi, ecx
        ; sar edi, 31
        ; xor ebx, edi
        ; xor ecx, edi
        ; sub ebx, edi
        ; sbb ecx, edi
        ; xor edi, esi
        ; call =>unsigned
        ; xor eax, edi
        ; xor edx, edi
        ; sub eax, edi
        ; sbb edx, edi
        ; xor ebx, esi
        ; xor ecx, esi
        ; sub ebx, esi
        ; sbb ecx, esi
        ; pop edi
        ; pop esi
        ; ret
    );
}

/// Hacker's Delight, section 9-5 ("Unsigned Doubleword Division from Long Division"): a divisor of one word takes
/// one or two hardware divisions. A longer one is shifted right until it is one word; the quotient by that is too
/// large by one at most.
fn unsigned(sink: &mut Sink<'_>) {
    dynasm!(sink.asm
        ; .arch x86
        ; test ecx, ecx
        ; jnz >long_divisor
        ; cmp edx, ebx
        ; jae >two_steps
        ; div ebx
        ; mov ebx, edx
        ; xor edx, edx
        ; ret

        ; two_steps:
        ; push esi
        ; mov esi, eax
        ; mov eax, edx
        ; xor edx, edx
        ; div ebx
        ; xchg eax, esi
        ; div ebx
        ; mov ebx, edx
        ; mov edx, esi
        ; pop esi
        ; ret

        ; long_divisor:
        ; push ebp
        ; push esi
        ; push edi
        ; push ecx
        ; push edx
        ; push eax
        // esi:edi is the divisor, shifted right by as many bits as its high word has: one here, the rest below.
        ; mov esi, ecx
        ; mov edi, ebx
        ; bsr ecx, ecx
        ; shrd edi, esi, 1
        ; shr esi, 1
        ; shrd edi, esi, cl
        ; shrd eax, edx, 1
        ; shr edx, 1
        ; shrd eax, edx, cl
        ; shr edx, cl
        ; div edi
        // The quotient's guess times the divisor, as edi:edx:eax.
        ; mov ebp, eax
        ; mul DWORD [esp + 8]
        ; mov esi, eax
        ; mov edi, edx
        ; mov eax, ebp
        ; mul ebx
        ; add edx, esi
        ; adc edi, 0
        // The remainder as ecx:esi; below zero if the guess was too large.
        ; mov esi, [esp]
        ; mov ecx, [esp + 4]
        ; sub esi, eax
        ; sbb ecx, edx
        ; adc edi, 0
        ; mov edx, 0
        ; jz >fits
        ; dec ebp
        ; add esi, ebx
        ; adc ecx, [esp + 8]
        ; fits:
        ; mov eax, ebp
        ; mov ebx, esi
        ; add esp, BYTE 12
        ; pop edi
        ; pop esi
        ; pop ebp
        ; ret
    );
}
