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
//|    2  jg short 7
//|    4  mov rdi, rsi
//|    7  mov rax, rdi
//|    a  ret
//| within:
//|   10  cmp edi, 0xa
//|   13  jb short 0x1f
//|   15  xor eax, eax
//|   17  cmp edi, 0x14
//|   1a  setbe al
//|   1d  jmp short 0x21
//|   1f  xor eax, eax
//|   21  ret
//| nan:
//|   30  ucomisd xmm1, xmm0
//|   34  jbe short 0x3d
//|   36  mov eax, 1
//|   3b  jmp short 0x51
//|   3d  ucomisd xmm0, xmm0
//|   41  jp short 0x45
//|   43  je short 0x4c
//|   45  mov eax, 2
//|   4a  jmp short 0x51
//|   4c  mov eax, 3
//|   51  ret
