// test isa amd64
// A call whose result is returned at once is a jump, unless something needs the frame or the stack's arguments.
extern int import(int x);
static int low(int *p, int x) { return p[x]; }
int next(int *p, int x) { return low(p, x + 1); }
int seen(int x) { int a[4] = {x, 2, 3, 4}; return low(a, x & 3); }
int foreign(int x) { return import(x); }
static int many(int a, int b, int c, int d, int e, int f, int g) { return a + g; }
int stacked(int a) { return many(a, a, a, a, a, a, a); }
int after(int *p, int x) { return low(p, x) + 1; }
int saved(int *p, int x) { int y = low(p, x); return low(p, y + x); }
//# isa amd64
//| low:
//|    0  mov eax, [edi+esi*4]
//|    4  ret
//| next:
//|   10  add esi, 1
//|   13  jmp short 0
//| seen:
//|   20  sub rsp, 0x18
//|   24  mov [rsp], edi
//|   27  mov dword ptr [rsp+4], 2
//|   2f  mov dword ptr [rsp+8], 3
//|   37  mov dword ptr [rsp+0xc], 4
//|   3f  and edi, 3
//|   42  lea eax, [rsp]
//|   45  mov rsi, rdi
//|   48  mov rdi, rax
//|   4b  call 0  ; low
//|   50  add rsp, 0x18
//|   54  ret
//| foreign:
//|   60  sub rsp, 8
//|   64  call qword ptr [0]  ; slot of import
//|   6b  add rsp, 8
//|   6f  ret
//| many:
//|   70  mov eax, [rsp+8]
//|   74  add eax, edi
//|   76  ret
//| stacked:
//|   80  sub rsp, 0x18
//|   84  mov [rsp], edi
//|   87  mov r9, rdi
//|   8a  mov r8, rdi
//|   8d  mov rcx, rdi
//|   90  mov rdx, rdi
//|   93  mov rsi, rdi
//|   96  call 0x70  ; many
//|   9b  add rsp, 0x18
//|   9f  ret
//| after:
//|   a0  sub rsp, 8
//|   a4  call 0  ; low
//|   a9  add eax, 1
//|   ac  add rsp, 8
//|   b0  ret
//| saved:
//|   c0  push rbx
//|   c1  push rbp
//|   c2  sub rsp, 8
//|   c6  mov rbp, rsi
//|   c9  mov rbx, rdi
//|   cc  call 0  ; low
//|   d1  lea esi, [rax+rbp]
//|   d4  mov rdi, rbx
//|   d7  add rsp, 8
//|   db  pop rbp
//|   dc  pop rbx
//|   dd  jmp 0
