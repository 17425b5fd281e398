// test isa ia32
// test isa amd64
int max(int a, int b) { return a > b ? a : b; }
int within(unsigned x) { return x >= 10 && x <= 20; }
int nan(double x, double y) { return x < y ? 1 : x != x ? 2 : 3; }
//# isa ia32
//| max:
//|    0  mov eax, [esp+4]
//|    4  mov edx, [esp+8]
//|    8  cmp eax, edx
//|    a  jg 0x12
//|   10  mov eax, edx
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
//|   56  movsd xmm2, [esp+0xc]
//|   5c  ucomisd xmm2, xmm0
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
//|    2  jle 0x10
//|    8  mov rax, rdi
//|    b  jmp 0x13
//|   10  mov rax, rsi
//|   13  ret
//| within:
//|   20  cmp edi, 0xa
//|   23  jb 0x36
//|   29  xor eax, eax
//|   2b  cmp edi, 0x14
//|   2e  setbe al
//|   31  jmp 0x38
//|   36  xor eax, eax
//|   38  ret
//| nan:
//|   40  ucomisd xmm1, xmm0
//|   44  jbe 0x54
//|   4a  mov eax, 1
//|   4f  jmp 0x73
//|   54  ucomisd xmm0, xmm0
//|   58  jp 0x64
//|   5e  je 0x6e
//|   64  mov eax, 2
//|   69  jmp 0x73
//|   6e  mov eax, 3
//|   73  ret
