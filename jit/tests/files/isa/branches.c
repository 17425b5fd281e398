// test isa ia32
// test isa amd64
int max(int a, int b) { return a > b ? a : b; }
int within(unsigned x) { return x >= 10 && x <= 20; }
int nan(double x, double y) { return x < y ? 1 : x != x ? 2 : 3; }
//# isa ia32
//| max:
//|    0  mov eax, [esp+4]
//|    4  mov ecx, [esp+8]
//|    8  cmp eax, ecx
//|    a  jg 0x12
//|   10  mov eax, ecx
//|   12  ret
//| within:
//|   20  mov eax, [esp+4]
//|   24  cmp eax, 0xa
//|   27  jb 0x3b
//|   2d  cmp eax, 0x14
//|   30  setbe al
//|   33  movzx eax, al
//|   36  jmp 0x40
//|   3b  mov eax, 0
//|   40  ret
//| nan:
//|   50  movsd xmm0, [esp+4]
//|   56  movsd xmm1, [esp+0xc]
//|   5c  ucomisd xmm1, xmm0
//|   60  jbe 0x70
//|   66  mov eax, 1
//|   6b  jmp 0x8f
//|   70  ucomisd xmm0, xmm0
//|   74  jp 0x80
//|   7a  je 0x8a
//|   80  mov eax, 2
//|   85  jmp 0x8f
//|   8a  mov eax, 3
//|   8f  ret
//# isa amd64
//| max:
//|    0  cmp edi, esi
//|    2  jg 0xb
//|    8  mov rdi, rsi
//|    b  mov rax, rdi
//|    e  ret
//| within:
//|   10  cmp edi, 0xa
//|   13  jb 0x26
//|   19  xor eax, eax
//|   1b  cmp edi, 0x14
//|   1e  setbe al
//|   21  jmp 0x28
//|   26  xor eax, eax
//|   28  ret
//| nan:
//|   30  ucomisd xmm1, xmm0
//|   34  jbe 0x44
//|   3a  mov eax, 1
//|   3f  jmp 0x63
//|   44  ucomisd xmm0, xmm0
//|   48  jp 0x54
//|   4e  je 0x5e
//|   54  mov eax, 2
//|   59  jmp 0x63
//|   5e  mov eax, 3
//|   63  ret
