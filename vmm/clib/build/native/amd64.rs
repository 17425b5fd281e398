//! `long` mode: memory, by SSE2 vectors, and the string instructions for what is long.
//!
//! Arguments come in `edi`, `esi`, `edx` with clear upper halves, the result goes in `eax`; all vector registers, `rcx`
//! and `r8` to `r11` are free. Vectors are read at multiples of their size wherever bytes might lie behind the end of
//! what the caller has, since such a read stays on one page.

use dynasmrt::x64::X64Relocation;
use dynasmrt::{DynasmApi, DynasmLabelApi, VecAssembler, dynasm};

/// From this length on the processor's own copying is faster than vectors.
const STRING: i32 = 2048;

/// The same for filling.
const FILL: i32 = 768;

pub(super) fn assemble(code: impl FnOnce(&mut VecAssembler<X64Relocation>)) -> Vec<u8> {
    // Nothing in it depends on where it lies.
    let mut ops = VecAssembler::new(0);
    code(&mut ops);
    ops.finalize().expect("hand-made code has all its labels")
}

/// Moves bytes: every piece is loaded before it may be overwritten, so that it serves for `memcpy`, too.
pub(super) fn memmove() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x64
            ; mov eax, edi
            ; cmp edx, BYTE 16
            ; jb >small
            ; cmp edx, BYTE 32
            ; ja >to64
            ; movups xmm0, [rsi]
            ; movups xmm1, [rsi + rdx - 16]
            ; movups [rdi], xmm0
            ; movups [rdi + rdx - 16], xmm1
            ; ret
            ; to64:
            ; cmp edx, BYTE 64
            ; ja >to128
            ; movups xmm0, [rsi]
            ; movups xmm1, [rsi + 16]
            ; movups xmm2, [rsi + rdx - 32]
            ; movups xmm3, [rsi + rdx - 16]
            ; movups [rdi], xmm0
            ; movups [rdi + 16], xmm1
            ; movups [rdi + rdx - 32], xmm2
            ; movups [rdi + rdx - 16], xmm3
            ; ret
            ; to128:
            // The last 64 bytes, for all that is longer.
            ; movups xmm4, [rsi + rdx - 64]
            ; movups xmm5, [rsi + rdx - 48]
            ; movups xmm6, [rsi + rdx - 32]
            ; movups xmm7, [rsi + rdx - 16]
            ; lea r8, [rdi + rdx - 64]
            ; cmp edx, 128
            ; ja >long
            ; movups xmm0, [rsi]
            ; movups xmm1, [rsi + 16]
            ; movups xmm2, [rsi + 32]
            ; movups xmm3, [rsi + 48]
            ; movups [rdi], xmm0
            ; movups [rdi + 16], xmm1
            ; movups [rdi + 32], xmm2
            ; movups [rdi + 48], xmm3
            ; tail:
            ; movups [r8], xmm4
            ; movups [r8 + 16], xmm5
            ; movups [r8 + 32], xmm6
            ; movups [r8 + 48], xmm7
            ; ret
            ; long:
            ; mov ecx, edi
            ; sub ecx, esi
            ; cmp ecx, edx
            ; jb >backward
            ; neg ecx
            ; cmp edx, STRING
            ; jb >vectors
            // Not where the target is close in front of the source: that makes it slow.
            ; cmp ecx, BYTE 64
            ; jb >vectors
            ; mov ecx, edx
            ; rep movsb
            ; ret
            ; vectors:
            // The first 16 bytes are written last; the loop begins at the next multiple of 16.
            ; movups xmm8, [rsi]
            ; mov r9d, edi
            ; and r9d, BYTE 15
            ; neg r9
            ; lea rsi, [rsi + r9 + 16]
            ; lea rdi, [rdi + r9 + 16]
            ; forward:
            ; movups xmm0, [rsi]
            ; movups xmm1, [rsi + 16]
            ; movups xmm2, [rsi + 32]
            ; movups xmm3, [rsi + 48]
            ; add rsi, BYTE 64
            ; movaps [rdi], xmm0
            ; movaps [rdi + 16], xmm1
            ; movaps [rdi + 32], xmm2
            ; movaps [rdi + 48], xmm3
            ; add rdi, BYTE 64
            ; cmp rdi, r8
            ; jb <forward
            ; movups [rax], xmm8
            ; jmp <tail
            ; backward:
            ; test ecx, ecx
            ; jz >done
            // The first 64 bytes are written last, by which the loop need not be exact at its end.
            ; movups xmm8, [rsi]
            ; movups xmm9, [rsi + 16]
            ; movups xmm10, [rsi + 32]
            ; movups xmm11, [rsi + 48]
            ; mov r9d, edx
            ; step:
            ; movups xmm0, [rsi + r9 - 64]
            ; movups xmm1, [rsi + r9 - 48]
            ; movups xmm2, [rsi + r9 - 32]
            ; movups xmm3, [rsi + r9 - 16]
            ; movups [rdi + r9 - 64], xmm0
            ; movups [rdi + r9 - 48], xmm1
            ; movups [rdi + r9 - 32], xmm2
            ; movups [rdi + r9 - 16], xmm3
            ; sub r9, BYTE 64
            ; cmp r9, BYTE 64
            ; ja <step
            ; movups [rdi], xmm8
            ; movups [rdi + 16], xmm9
            ; movups [rdi + 32], xmm10
            ; movups [rdi + 48], xmm11
            ; done:
            ; ret
            ; small:
            ; cmp edx, BYTE 8
            ; jb >below8
            ; mov rcx, [rsi]
            ; mov r8, [rsi + rdx - 8]
            ; mov [rdi], rcx
            ; mov [rdi + rdx - 8], r8
            ; ret
            ; below8:
            ; cmp edx, BYTE 4
            ; jb >below4
            ; mov ecx, [rsi]
            ; mov r8d, [rsi + rdx - 4]
            ; mov [rdi], ecx
            ; mov [rdi + rdx - 4], r8d
            ; ret
            ; below4:
            ; test edx, edx
            ; jz <done
            // The first, the middle and the last of up to three bytes.
            ; lea r11d, [rdx - 1]
            ; shr edx, 1
            ; movzx ecx, BYTE [rsi]
            ; movzx r8d, BYTE [rsi + r11]
            ; movzx r9d, BYTE [rsi + rdx]
            ; mov [rdi], cl
            ; mov [rdi + rdx], r9b
            ; mov [rdi + r11], r8b
            ; ret);
    })
}

pub(super) fn memset() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x64
            ; mov eax, edi
            ; movzx esi, sil
            ; imul esi, esi, 0x0101_0101
            ; cmp edx, BYTE 16
            ; jb >small
            ; movd xmm0, esi
            ; pshufd xmm0, xmm0, 0
            ; movups [rdi], xmm0
            ; movups [rdi + rdx - 16], xmm0
            ; cmp edx, BYTE 32
            ; jbe >done
            ; movups [rdi + 16], xmm0
            ; movups [rdi + rdx - 32], xmm0
            ; cmp edx, BYTE 64
            ; jbe >done
            ; cmp edx, FILL
            ; jae >string
            ; movups [rdi + 32], xmm0
            ; movups [rdi + 48], xmm0
            ; movups [rdi + rdx - 64], xmm0
            ; movups [rdi + rdx - 48], xmm0
            ; lea r8, [rdi + rdx - 64]
            ; add rdi, BYTE 64
            ; and rdi, BYTE -16
            ; cmp rdi, r8
            ; jae >done
            ; step:
            ; movaps [rdi], xmm0
            ; movaps [rdi + 16], xmm0
            ; movaps [rdi + 32], xmm0
            ; movaps [rdi + 48], xmm0
            ; add rdi, BYTE 64
            ; cmp rdi, r8
            ; jb <step
            ; done:
            ; ret
            ; string:
            ; mov r8d, eax
            ; mov eax, esi
            ; mov ecx, edx
            ; rep stosb
            ; mov eax, r8d
            ; ret
            ; small:
            ; cmp edx, BYTE 4
            ; jb >below4
            ; mov [rdi], esi
            ; mov [rdi + rdx - 4], esi
            ; cmp edx, BYTE 8
            ; jbe <done
            ; mov [rdi + 4], esi
            ; mov [rdi + rdx - 8], esi
            ; ret
            ; below4:
            ; test edx, edx
            ; jz <done
            ; mov ecx, edx
            ; shr ecx, 1
            ; mov [rdi], sil
            ; mov [rdi + rcx], sil
            ; mov [rdi + rdx - 1], sil
            ; ret);
    })
}

/// The order of the first bytes that differ, as -1, 0 or 1.
pub(super) fn memcmp() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x64
            ; long:
            ; cmp edx, BYTE 64
            ; jb >vectors
            ; movups xmm0, [rdi]
            ; movups xmm1, [rsi]
            ; pcmpeqb xmm0, xmm1
            ; movups xmm2, [rdi + 16]
            ; movups xmm3, [rsi + 16]
            ; pcmpeqb xmm2, xmm3
            ; movups xmm4, [rdi + 32]
            ; movups xmm5, [rsi + 32]
            ; pcmpeqb xmm4, xmm5
            ; movups xmm6, [rdi + 48]
            ; movups xmm7, [rsi + 48]
            ; pcmpeqb xmm6, xmm7
            ; pand xmm0, xmm2
            ; pand xmm4, xmm6
            ; pand xmm0, xmm4
            ; pmovmskb eax, xmm0
            ; cmp eax, 0xffff
            ; jne >vectors
            ; add rdi, BYTE 64
            ; add rsi, BYTE 64
            ; sub edx, BYTE 64
            ; jmp <long
            ; vectors:
            ; cmp edx, BYTE 16
            ; jb >below16
            ; movups xmm0, [rdi]
            ; movups xmm1, [rsi]
            ; pcmpeqb xmm0, xmm1
            ; pmovmskb eax, xmm0
            ; xor eax, 0xffff
            ; jnz >differ
            ; add rdi, BYTE 16
            ; add rsi, BYTE 16
            ; sub edx, BYTE 16
            ; jmp <vectors
            ; differ:
            ; bsf ecx, eax
            ; movzx eax, BYTE [rdi + rcx]
            ; movzx ecx, BYTE [rsi + rcx]
            ; cmp eax, ecx
            ; sbb eax, eax
            ; or eax, BYTE 1
            ; ret
            ; below16:
            ; cmp edx, BYTE 8
            ; jb >below8
            ; mov rax, [rdi]
            ; mov rcx, [rsi]
            ; cmp rax, rcx
            ; jne >differ8
            ; mov rax, [rdi + rdx - 8]
            ; mov rcx, [rsi + rdx - 8]
            ; cmp rax, rcx
            ; jne >differ8
            ; equal:
            ; xor eax, eax
            ; ret
            ; below8:
            ; cmp edx, BYTE 4
            ; jb >below4
            ; mov eax, [rdi]
            ; mov ecx, [rsi]
            ; cmp eax, ecx
            ; jne >differ8
            ; mov eax, [rdi + rdx - 4]
            ; mov ecx, [rsi + rdx - 4]
            ; cmp eax, ecx
            ; je <equal
            ; differ8:
            // The first byte counts most.
            ; bswap rax
            ; bswap rcx
            ; cmp rax, rcx
            ; sbb eax, eax
            ; or eax, BYTE 1
            ; ret
            ; below4:
            ; test edx, edx
            ; jz <equal
            ; movzx eax, BYTE [rdi]
            ; movzx ecx, BYTE [rsi]
            ; cmp eax, ecx
            ; jne <differ8
            ; inc rdi
            ; inc rsi
            ; dec edx
            ; jmp <below4);
    })
}

pub(super) fn memchr() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x64
            ; test edx, edx
            ; jz >none
            ; movd xmm1, esi
            ; punpcklbw xmm1, xmm1
            ; pshuflw xmm1, xmm1, 0
            ; punpcklqdq xmm1, xmm1
            // The end, which may lie far behind that of the memory: `n` need not be the length.
            ; lea r9, [rdi + rdx]
            ; mov eax, edi
            ; and eax, BYTE -16
            ; mov ecx, edi
            ; and ecx, BYTE 15
            ; movdqa xmm0, [rax]
            ; pcmpeqb xmm0, xmm1
            ; pmovmskb r8d, xmm0
            ; shr r8d, cl
            ; shl r8d, cl
            ; test r8d, r8d
            ; jnz >found
            ; step:
            ; add rax, BYTE 16
            ; cmp rax, r9
            ; jae >none
            // Up to a multiple of 64, from where four vectors at once stay on a page.
            ; test al, 63
            ; jz >long
            ; movdqa xmm0, [rax]
            ; pcmpeqb xmm0, xmm1
            ; pmovmskb r8d, xmm0
            ; test r8d, r8d
            ; jz <step
            ; found:
            ; bsf r8d, r8d
            ; add rax, r8
            ; cmp rax, r9
            ; jae >none
            ; ret
            ; none:
            ; xor eax, eax
            ; ret
            ; long:
            ; movdqa xmm0, [rax]
            ; movdqa xmm2, [rax + 16]
            ; movdqa xmm3, [rax + 32]
            ; movdqa xmm4, [rax + 48]
            ; pcmpeqb xmm0, xmm1
            ; pcmpeqb xmm2, xmm1
            ; pcmpeqb xmm3, xmm1
            ; pcmpeqb xmm4, xmm1
            ; movdqa xmm5, xmm0
            ; por xmm5, xmm2
            ; por xmm5, xmm3
            ; por xmm5, xmm4
            ; pmovmskb r8d, xmm5
            ; test r8d, r8d
            ; jnz >which
            ; add rax, BYTE 64
            ; cmp rax, r9
            ; jb <long
            ; jmp <none
            ; which:
            ; pmovmskb r8d, xmm0
            ; test r8d, r8d
            ; jnz <found
            ; add rax, BYTE 16
            ; pmovmskb r8d, xmm2
            ; test r8d, r8d
            ; jnz <found
            ; add rax, BYTE 16
            ; pmovmskb r8d, xmm3
            ; test r8d, r8d
            ; jnz <found
            ; add rax, BYTE 16
            ; pmovmskb r8d, xmm4
            ; jmp <found);
    })
}
