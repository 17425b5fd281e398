//! `long` mode: strings, by SSE2 vectors. A vector is read where it stays on a page that has a byte of the string.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::amd64::assemble;

pub(super) fn strlen() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x64
            ; pxor xmm1, xmm1
            ; mov eax, edi
            ; and eax, BYTE -16
            ; mov ecx, edi
            ; and ecx, BYTE 15
            ; movdqa xmm0, [rax]
            ; pcmpeqb xmm0, xmm1
            ; pmovmskb edx, xmm0
            ; shr edx, cl
            ; test edx, edx
            ; jz >next
            ; bsf eax, edx
            ; ret
            ; next:
            // Up to a multiple of 64, from where four vectors at once stay on a page.
            ; add rax, BYTE 16
            ; test al, 63
            ; jz >long
            ; movdqa xmm0, [rax]
            ; pcmpeqb xmm0, xmm1
            ; pmovmskb edx, xmm0
            ; test edx, edx
            ; jz <next
            ; jmp >found
            ; long:
            ; movdqa xmm0, [rax]
            ; movdqa xmm2, [rax + 32]
            ; pminub xmm0, [rax + 16]
            ; pminub xmm2, [rax + 48]
            ; pminub xmm0, xmm2
            ; pcmpeqb xmm0, xmm1
            ; pmovmskb edx, xmm0
            ; add rax, BYTE 64
            ; test edx, edx
            ; jz <long
            ; sub rax, BYTE 64
            ; which:
            ; movdqa xmm0, [rax]
            ; pcmpeqb xmm0, xmm1
            ; pmovmskb edx, xmm0
            ; test edx, edx
            ; jnz >found
            ; add rax, BYTE 16
            ; jmp <which
            ; found:
            ; bsf edx, edx
            ; add eax, edx
            ; sub eax, edi
            ; ret);
    })
}

pub(super) fn strchr() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x64
            ; pxor xmm2, xmm2
            ; movd xmm1, esi
            ; punpcklbw xmm1, xmm1
            ; pshuflw xmm1, xmm1, 0
            ; punpcklqdq xmm1, xmm1
            ; mov eax, edi
            ; and eax, BYTE -16
            ; mov ecx, edi
            ; and ecx, BYTE 15
            ; movdqa xmm0, [rax]
            ; movdqa xmm3, xmm0
            ; pcmpeqb xmm0, xmm1
            ; pcmpeqb xmm3, xmm2
            ; por xmm0, xmm3
            ; pmovmskb edx, xmm0
            ; shr edx, cl
            ; shl edx, cl
            ; test edx, edx
            ; jnz >found
            ; step:
            ; add rax, BYTE 16
            // Up to a multiple of 64, from where four vectors at once stay on a page.
            ; test al, 63
            ; jz >long
            ; which:
            ; movdqa xmm0, [rax]
            ; movdqa xmm3, xmm0
            ; pcmpeqb xmm0, xmm1
            ; pcmpeqb xmm3, xmm2
            ; por xmm0, xmm3
            ; pmovmskb edx, xmm0
            ; test edx, edx
            ; jz <step
            ; found:
            ; bsf edx, edx
            ; add rax, rdx
            ; cmp [rax], sil
            ; je >done
            ; xor eax, eax
            ; done:
            ; ret
            // A byte is zero where it was, or where it was the one that is looked for.
            ; long:
            ; movdqa xmm0, [rax]
            ; movdqa xmm3, [rax + 16]
            ; movdqa xmm4, [rax + 32]
            ; movdqa xmm5, [rax + 48]
            ; movdqa xmm6, xmm0
            ; pxor xmm6, xmm1
            ; pminub xmm0, xmm6
            ; movdqa xmm7, xmm3
            ; pxor xmm7, xmm1
            ; pminub xmm3, xmm7
            ; movdqa xmm8, xmm4
            ; pxor xmm8, xmm1
            ; pminub xmm4, xmm8
            ; movdqa xmm9, xmm5
            ; pxor xmm9, xmm1
            ; pminub xmm5, xmm9
            ; pminub xmm0, xmm3
            ; pminub xmm4, xmm5
            ; pminub xmm0, xmm4
            ; pcmpeqb xmm0, xmm2
            ; pmovmskb edx, xmm0
            ; test edx, edx
            ; jnz <which
            ; add rax, BYTE 64
            ; jmp <long);
    })
}

/// The last vector with the byte is kept until the end is found.
pub(super) fn strrchr() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x64
            ; pxor xmm2, xmm2
            ; movd xmm1, esi
            ; punpcklbw xmm1, xmm1
            ; pshuflw xmm1, xmm1, 0
            ; punpcklqdq xmm1, xmm1
            ; xor r9d, r9d
            ; mov eax, edi
            ; and eax, BYTE -16
            ; mov ecx, edi
            ; and ecx, BYTE 15
            ; movdqa xmm0, [rax]
            ; movdqa xmm3, xmm0
            ; pcmpeqb xmm0, xmm1
            ; pcmpeqb xmm3, xmm2
            ; pmovmskb edx, xmm0
            ; pmovmskb esi, xmm3
            // Not what lies in front.
            ; shr edx, cl
            ; shl edx, cl
            ; shr esi, cl
            ; shl esi, cl
            ; jmp >look
            ; step:
            ; add eax, BYTE 16
            ; movdqa xmm0, [rax]
            ; movdqa xmm3, xmm0
            ; pcmpeqb xmm0, xmm1
            ; pcmpeqb xmm3, xmm2
            ; pmovmskb edx, xmm0
            ; pmovmskb esi, xmm3
            ; look:
            ; test esi, esi
            ; jnz >end
            ; test edx, edx
            ; jz <step
            ; mov r8d, eax
            ; mov r9d, edx
            ; jmp <step
            ; end:
            // Up to the first zero, and that one.
            ; lea ecx, [rsi - 1]
            ; xor ecx, esi
            ; and edx, ecx
            ; jz >earlier
            ; bsr edx, edx
            ; add eax, edx
            ; ret
            ; earlier:
            ; xor eax, eax
            ; test r9d, r9d
            ; jz >done
            ; bsr eax, r9d
            ; add eax, r8d
            ; done:
            ; ret);
    })
}

/// The order of the first bytes that differ, as -1, 0 or 1.
pub(super) fn strcmp() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x64
            ; pxor xmm2, xmm2
            ; step:
            // A vector that would reach over the end of a page is read byte by byte.
            ; mov ecx, edi
            ; and ecx, 4095
            ; cmp ecx, 4080
            ; ja >byte
            ; mov ecx, esi
            ; and ecx, 4095
            ; cmp ecx, 4080
            ; ja >byte
            ; movups xmm0, [rdi]
            ; movups xmm1, [rsi]
            ; pcmpeqb xmm1, xmm0
            // Zero where they differ and where they end.
            ; pminub xmm1, xmm0
            ; pcmpeqb xmm1, xmm2
            ; pmovmskb eax, xmm1
            ; test eax, eax
            ; jnz >found
            ; add rdi, BYTE 16
            ; add rsi, BYTE 16
            ; long:
            ; mov ecx, edi
            ; and ecx, 4095
            ; cmp ecx, 4032
            ; ja <step
            ; mov ecx, esi
            ; and ecx, 4095
            ; cmp ecx, 4032
            ; ja <step
            ; movups xmm0, [rdi]
            ; movups xmm1, [rsi]
            ; pcmpeqb xmm1, xmm0
            ; pminub xmm1, xmm0
            ; movups xmm0, [rdi + 16]
            ; movups xmm3, [rsi + 16]
            ; pcmpeqb xmm3, xmm0
            ; pminub xmm3, xmm0
            ; movups xmm0, [rdi + 32]
            ; movups xmm4, [rsi + 32]
            ; pcmpeqb xmm4, xmm0
            ; pminub xmm4, xmm0
            ; movups xmm0, [rdi + 48]
            ; movups xmm5, [rsi + 48]
            ; pcmpeqb xmm5, xmm0
            ; pminub xmm5, xmm0
            ; movaps xmm0, xmm1
            ; pminub xmm0, xmm3
            ; pminub xmm0, xmm4
            ; pminub xmm0, xmm5
            ; pcmpeqb xmm0, xmm2
            ; pmovmskb eax, xmm0
            ; test eax, eax
            ; jnz >which
            ; add rdi, BYTE 64
            ; add rsi, BYTE 64
            ; jmp <long
            ; which:
            ; pcmpeqb xmm1, xmm2
            ; pmovmskb eax, xmm1
            ; test eax, eax
            ; jnz >found
            ; add rdi, BYTE 16
            ; add rsi, BYTE 16
            ; pcmpeqb xmm3, xmm2
            ; pmovmskb eax, xmm3
            ; test eax, eax
            ; jnz >found
            ; add rdi, BYTE 16
            ; add rsi, BYTE 16
            ; pcmpeqb xmm4, xmm2
            ; pmovmskb eax, xmm4
            ; test eax, eax
            ; jnz >found
            ; add rdi, BYTE 16
            ; add rsi, BYTE 16
            ; pcmpeqb xmm5, xmm2
            ; pmovmskb eax, xmm5
            ; found:
            ; bsf ecx, eax
            ; movzx eax, BYTE [rdi + rcx]
            ; movzx ecx, BYTE [rsi + rcx]
            ; cmp eax, ecx
            ; jne >differ
            ; xor eax, eax
            ; ret
            ; byte:
            ; movzx eax, BYTE [rdi]
            ; movzx ecx, BYTE [rsi]
            ; cmp eax, ecx
            ; jne >differ
            ; test eax, eax
            ; jz >done
            ; inc rdi
            ; inc rsi
            ; jmp <step
            ; differ:
            ; sbb eax, eax
            ; or eax, BYTE 1
            ; done:
            ; ret);
    })
}

/// The same for at most `edx` bytes.
pub(super) fn strncmp() -> Vec<u8> {
    assemble(|ops| {
        dynasm!(ops ; .arch x64
            ; pxor xmm2, xmm2
            ; step:
            ; test edx, edx
            ; jz >equal
            ; mov ecx, edi
            ; and ecx, 4095
            ; cmp ecx, 4080
            ; ja >byte
            ; mov ecx, esi
            ; and ecx, 4095
            ; cmp ecx, 4080
            ; ja >byte
            ; movups xmm0, [rdi]
            ; movups xmm1, [rsi]
            ; pcmpeqb xmm1, xmm0
            ; pminub xmm1, xmm0
            ; pcmpeqb xmm1, xmm2
            ; pmovmskb eax, xmm1
            ; test eax, eax
            ; jnz >found
            ; cmp edx, BYTE 16
            ; jbe >equal
            ; sub edx, BYTE 16
            ; add rdi, BYTE 16
            ; add rsi, BYTE 16
            ; jmp <step
            ; found:
            ; bsf ecx, eax
            ; cmp ecx, edx
            ; jae >equal
            ; movzx eax, BYTE [rdi + rcx]
            ; movzx ecx, BYTE [rsi + rcx]
            ; cmp eax, ecx
            ; jne >differ
            ; equal:
            ; xor eax, eax
            ; ret
            ; byte:
            ; movzx eax, BYTE [rdi]
            ; movzx ecx, BYTE [rsi]
            ; cmp eax, ecx
            ; jne >differ
            ; test eax, eax
            ; jz >done
            ; dec edx
            ; inc rdi
            ; inc rsi
            ; jmp <step
            ; differ:
            ; sbb eax, eax
            ; or eax, BYTE 1
            ; done:
            ; ret);
    })
}
