// test isa amd64
// A load that one instruction alone uses, with nothing in between that has an effect, is part of that instruction.
int sum(int *p, int x) { return x + p[2]; }
int difference(int *p, int x) { return x - *p; }
double scale(double *p, double x) { return x * p[1] + 2.5; }
int same(unsigned char *p) { return *p == 'x'; }
int flag(int *p, int a, int b) { return *p & 16 ? a : b; }
void count(int *p, int i) { p[i]++; }
void mark(unsigned char *p, int x) { *p |= x; }
int below(int *p, int x) { return x < *p ? 1 : 2; }
long long wide(int *p) { return *p; }
double converted(int *p) { return *p; }
int signed_byte(unsigned char *p) { return (signed char)*p; }
int tripled(int *p) { return *p * 7; }
// Something is in between, or someone else uses what is loaded, or it is volatile.
int before(int *p, int *q, int x) { int y = *p; *q = 0; return x + y; }
int twice(int *p, int x) { int y = *p; return (x + y) ^ y; }
int sensor(volatile int *p, int x) { return x + *p; }
void raise(volatile int *p) { *p |= 1; }
//# isa amd64
//| sum:
//|    0  mov rax, rsi
//|    3  add eax, [rdi+8]
//|    6  ret
//| difference:
//|   10  mov rax, rsi
//|   13  sub eax, [rdi]
//|   15  ret
//| scale:
//|   20  mulsd xmm0, [rdi+8]
//|   25  addsd xmm0, [0x128]
//|   2d  ret
//| same:
//|   30  xor eax, eax
//|   32  cmp byte ptr [rdi], 0x78
//|   36  sete al
//|   39  ret
//| flag:
//|   40  test byte ptr [rdi], 0x10
//|   43  je 0x51
//|   49  mov rax, rsi
//|   4c  jmp 0x54
//|   51  mov rax, rdx
//|   54  ret
//| count:
//|   60  add dword ptr [edi+esi*4], 1
//|   65  ret
//| mark:
//|   70  or [rdi], sil
//|   73  ret
//| below:
//|   80  cmp esi, [rdi]
//|   82  jge 0x92
//|   88  mov eax, 1
//|   8d  jmp 0x97
//|   92  mov eax, 2
//|   97  ret
//| wide:
//|   a0  movsxd rax, [rdi]
//|   a3  ret
//| converted:
//|   b0  xorps xmm0, xmm0
//|   b3  cvtsi2sd xmm0, dword ptr [rdi]
//|   b7  ret
//| signed_byte:
//|   c0  movsx eax, byte ptr [rdi]
//|   c3  ret
//| tripled:
//|   d0  imul eax, [rdi], 7
//|   d3  ret
//| before:
//|   e0  mov r8, rsi
//|   e3  mov esi, [rdi]
//|   e5  mov rdi, r8
//|   e8  mov dword ptr [rdi], 0
//|   ee  lea eax, [rdx+rsi]
//|   f1  ret
//| twice:
//|  100  mov edi, [rdi]
//|  102  lea eax, [rsi+rdi]
//|  105  xor eax, edi
//|  107  ret
//| sensor:
//|  110  mov edi, [rdi]
//|  112  lea eax, [rsi+rdi]
//|  115  ret
//| raise:
//|  120  mov esi, [rdi]
//|  122  or esi, 1
//|  125  mov [rdi], esi
//|  127  ret
//| (constants):
//|  128  00 00 00 00 00 00 04 40
