// test isa ia32
// test isa amd64
double u32(unsigned x) { return x; }
unsigned long long to_u64(double x) { return (unsigned long long)x; }
float narrow(double x) { return (float)x; }
int byte(int x) { return (signed char)x; }
//# isa ia32
//| u32:
//|    0  mov eax, [esp+4]
//|    4  push 0
//|    6  push eax
//|    7  fild st, qword ptr [esp]
//|    a  fstp qword ptr [esp], st
//|    d  movsd xmm0, [esp]
//|   12  add esp, 8
//|   15  ret
//| to_u64:
//|   20  movsd xmm0, [esp+4]
//|   26  sub esp, 8
//|   29  movsd [esp], xmm0
//|   2e  fld st, qword ptr [esp]
//|   31  mov dword ptr [esp], 0x5f000000
//|   38  fld st, dword ptr [esp]
//|   3b  fucomip st, st(1)
//|   3d  jbe short 0x46
//|   3f  fisttp qword ptr [esp], st
//|   42  pop eax
//|   43  pop edx
//|   44  jmp short 0x54
//|   46  fsub st, dword ptr [esp]
//|   49  fisttp qword ptr [esp], st
//|   4c  pop eax
//|   4d  pop edx
//|   4e  xor edx, 0x80000000
//|   54  ret
//| narrow:
//|   60  movsd xmm0, [esp+4]
//|   66  cvtsd2ss xmm0, xmm0
//|   6a  ret
//| byte:
//|   70  mov eax, [esp+4]
//|   74  movsx eax, al
//|   77  ret
//# isa amd64
//| u32:
//|    0  xorps xmm0, xmm0
//|    3  cvtsi2sd xmm0, rdi
//|    8  ret
//| to_u64:
//|   10  movsd xmm1, [0x58]
//|   18  ucomisd xmm0, xmm1
//|   1d  jae short 0x26
//|   1f  cvttsd2si rax, xmm0
//|   24  jmp short 0x38
//|   26  subsd xmm1, xmm0
//|   2b  cvttsd2si rax, xmm1
//|   30  neg rax
//|   33  btc rax, 0x3f
//|   38  ret
//| narrow:
//|   40  cvtsd2ss xmm0, xmm0
//|   44  ret
//| byte:
//|   50  movsx eax, dil
//|   54  ret
//| (constants):
//|   55  cc cc cc 00 00 00 00 00
//|   5d  00 e0 43
