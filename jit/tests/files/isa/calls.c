// test isa ia32
// test isa amd64
double callee(int, double, long long, float);
double f(int a, double b) { return callee(a, b, a, (float)b); }
int indirect(int (*p)(int), int x) { return p(x) + p(x); }
//# isa ia32
//| f:
//|    0  sub esp, 0x1c
//|    3  mov eax, [esp+0x20]
//|    7  movsd xmm2, [esp+0x24]
//|    d  mov ecx, eax
//|    f  sar ecx, 0x1f
//|   12  cvtsd2ss xmm6, xmm2
//|   16  mov [esp], eax
//|   19  movsd [esp+4], xmm2
//|   1f  mov [esp+0xc], eax
//|   23  mov [esp+0x10], ecx
//|   27  movss [esp+0x14], xmm6
//|   2d  call dword ptr cs:[0]  ; slot of callee
//|   34  add esp, 0x1c
//|   37  ret
//| indirect:
//|   40  push ebx
//|   41  push ebp
//|   42  push esi
//|   43  sub esp, 0x10
//|   46  mov ebp, [esp+0x20]
//|   4a  mov ebx, [esp+0x24]
//|   4e  mov [esp], ebx
//|   51  mov eax, ebp
//|   53  xor eax, 0x80000000
//|   59  cmp eax, 0x1000
//|   5f  jb short 0x63
//|   61  ud2  ; trap: BadFunctionPointer
//|   63  call dword ptr cs:[eax*8+0x3000]
//|   6b  mov esi, eax
//|   6d  mov [esp], ebx
//|   70  xor ebp, 0x80000000
//|   76  cmp ebp, 0x1000
//|   7c  jb short 0x80
//|   7e  ud2  ; trap: BadFunctionPointer
//|   80  call dword ptr cs:[ebp*8+0x3000]
//|   88  mov ecx, eax
//|   8a  mov eax, esi
//|   8c  add eax, ecx
//|   8e  add esp, 0x10
//|   91  pop esi
//|   92  pop ebp
//|   93  pop ebx
//|   94  ret
//# isa amd64
//| f:
//|    0  sub rsp, 8
//|    4  movsxd rsi, edi
//|    7  cvtsd2ss xmm1, xmm0
//|    b  call qword ptr [0]  ; slot of callee
//|   12  add rsp, 8
//|   16  ret
//| indirect:
//|   20  push r12
//|   22  push r13
//|   24  push r14
//|   26  mov r13, rsi
//|   29  mov rsi, rdi
//|   2c  xor esi, 0x80000000
//|   32  mov r12, rdi
//|   35  cmp esi, 0x1000
//|   3c  jb short 0x40
//|   3e  ud2  ; trap: BadFunctionPointer
//|   40  mov rdi, r13
//|   43  call qword ptr [rsi*8+0x70003000]
//|   4b  mov r11, r12
//|   4e  mov r14, rax
//|   51  xor r11d, 0x80000000
//|   58  cmp r11d, 0x1000
//|   5f  jb short 0x63
//|   61  ud2  ; trap: BadFunctionPointer
//|   63  mov rdi, r13
//|   66  call qword ptr [r11*8+0x70003000]
//|   6e  mov rcx, r14
//|   71  add eax, ecx
//|   73  pop r14
//|   75  pop r13
//|   77  pop r12
//|   79  ret
