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
//|    0  add esi, [rdi+8]
//|    3  mov rax, rsi
//|    6  ret
//| difference:
//|   10  sub esi, [rdi]
//|   12  mov rax, rsi
//|   15  ret
//| scale:
//|   20  mulsd xmm0, [rdi+8]
//|   25  addsd xmm0, [0x108]
//|   2d  ret
//| same:
//|   30  xor eax, eax
//|   32  cmp byte ptr [rdi], 0x78
//|   36  sete al
//|   39  ret
//| flag:
//|   40  test byte ptr [rdi], 0x10
//|   43  jne short 0x48
//|   45  mov rsi, rdx
//|   48  mov rax, rsi
//|   4b  ret
//| count:
//|   50  add dword ptr [edi+esi*4], 1
//|   55  ret
//| mark:
//|   60  or [rdi], sil
//|   63  ret
//| below:
//|   70  cmp esi, [rdi]
//|   72  jge short 0x7b
//|   74  mov eax, 1
//|   79  jmp short 0x80
//|   7b  mov eax, 2
//|   80  ret
//| wide:
//|   90  movsxd rax, [rdi]
//|   93  ret
//| converted:
//|   a0  xorps xmm0, xmm0
//|   a3  cvtsi2sd xmm0, dword ptr [rdi]
//|   a7  ret
//| signed_byte:
//|   b0  movsx eax, byte ptr [rdi]
//|   b3  ret
//| tripled:
//|   c0  imul eax, [rdi], 7
//|   c3  ret
//| before:
//|   d0  mov eax, [rdi]
//|   d2  mov dword ptr [rsi], 0
//|   d8  add eax, edx
//|   da  ret
//| twice:
//|   e0  mov eax, [rdi]
//|   e2  lea ecx, [rsi+rax]
//|   e5  xor ecx, eax
//|   e7  mov rax, rcx
//|   ea  ret
//| sensor:
//|   f0  mov eax, [rdi]
//|   f2  add eax, esi
//|   f4  ret
//| raise:
//|  100  mov eax, [rdi]
//|  102  or eax, 1
//|  105  mov [rdi], eax
//|  107  ret
//| (constants):
//|  108  00 00 00 00 00 00 04 40
