// test isa ia32
// test isa amd64
double callee(int, double, long long, float);
double f(int a, double b) { return callee(a, b, a, (float)b); }
int indirect(int (*p)(int), int x) { return p(x) + p(x); }
//# isa ia32
//| f:
//|    0  sub esp, 0x1c
//|    3  mov eax, [esp+0x20]
//|    7  movsd xmm0, [esp+0x24]
//|    d  mov ecx, eax
//|    f  sar ecx, 0x1f
//|   12  cvtsd2ss xmm1, xmm0
//|   16  mov [esp], eax
//|   19  movsd [esp+4], xmm0
//|   1f  mov [esp+0xc], eax
//|   23  mov [esp+0x10], ecx
//|   27  movss [esp+0x14], xmm1
//|   2d  call dword ptr cs:[0]  ; slot of callee
//|   34  add esp, 0x1c
//|   37  ret
//| indirect:
//|   40  push ebx
//|   41  push ebp
//|   42  sub esp, 0x14
//|   45  mov ebx, [esp+0x20]
//|   49  mov ebp, [esp+0x24]
//|   4d  mov [esp], ebp
//|   50  mov eax, ebx
//|   52  xor eax, 0x80000000
//|   58  cmp eax, 0x1000
//|   5e  jb short 0x62
//|   60  ud2  ; trap: BadFunctionPointer
//|   62  call dword ptr cs:[eax*8+0x3000]
//|   6a  mov [esp+8], eax
//|   6e  mov [esp], ebp
//|   71  xor ebx, 0x80000000
//|   77  cmp ebx, 0x1000
//|   7d  jb short 0x81
//|   7f  ud2  ; trap: BadFunctionPointer
//|   81  call dword ptr cs:[ebx*8+0x3000]
//|   89  mov ecx, [esp+8]
//|   8d  add ecx, eax
//|   8f  mov eax, ecx
//|   91  add esp, 0x14
//|   94  pop ebp
//|   95  pop ebx
//|   96  ret
//# isa amd64
//| f:
//|    0  sub rsp, 8
//|    4  movsxd rsi, edi
//|    7  cvtsd2ss xmm1, xmm0
//|    b  call qword ptr [0]  ; slot of callee
//|   12  add rsp, 8
//|   16  ret
//| indirect:
//|   20  push rbx
//|   21  push rbp
//|   22  sub rsp, 8
//|   26  mov rax, rdi
//|   29  mov rbp, rsi
//|   2c  mov rbx, rdi
//|   2f  xor eax, 0x80000000
//|   34  cmp eax, 0x1000
//|   3b  jb short 0x3f
//|   3d  ud2  ; trap: BadFunctionPointer
//|   3f  mov rdi, rbp
//|   42  call qword ptr [rax*8+0x70003000]
//|   4a  mov [rsp], rax
//|   4e  xor ebx, 0x80000000
//|   54  cmp ebx, 0x1000
//|   5b  jb short 0x5f
//|   5d  ud2  ; trap: BadFunctionPointer
//|   5f  mov rdi, rbp
//|   62  call qword ptr [rbx*8+0x70003000]
//|   6a  mov rcx, rax
//|   6d  mov rax, [rsp]
//|   71  add eax, ecx
//|   73  add rsp, 8
//|   77  pop rbp
//|   78  pop rbx
//|   79  ret
