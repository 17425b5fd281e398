// test isa ia32
// test isa amd64
long long add(long long a, long long b) { return a + b; }
long long mul(long long a, long long b) { return a * b; }
int less(long long a, long long b) { return a < b; }
unsigned long long shift(unsigned long long a) { return a >> 35; }
//# isa ia32
//| add:
//|    0  push ebx
//|    1  mov eax, [esp+8]
//|    5  mov edx, [esp+0xc]
//|    9  mov ecx, [esp+0x10]
//|    d  mov ebx, [esp+0x14]
//|   11  add eax, ecx
//|   13  adc edx, ebx
//|   15  pop ebx
//|   16  ret
//| mul:
//|   20  push ebx
//|   21  push ebp
//|   22  push esi
//|   23  mov ecx, [esp+0x10]
//|   27  mov ebx, [esp+0x14]
//|   2b  mov ebp, [esp+0x18]
//|   2f  mov esi, [esp+0x1c]
//|   33  mov eax, ecx
//|   35  mul ebp
//|   37  imul ecx, esi
//|   3a  add edx, ecx
//|   3c  imul ebp, ebx
//|   3f  add edx, ebp
//|   41  pop esi
//|   42  pop ebp
//|   43  pop ebx
//|   44  ret
//| less:
//|   50  push ebx
//|   51  mov eax, [esp+8]
//|   55  mov ecx, [esp+0xc]
//|   59  mov edx, [esp+0x10]
//|   5d  mov ebx, [esp+0x14]
//|   61  cmp eax, edx
//|   63  sbb ecx, ebx
//|   65  setl al
//|   68  movzx eax, al
//|   6b  pop ebx
//|   6c  ret
//| shift:
//|   70  mov eax, [esp+4]
//|   74  mov eax, [esp+8]
//|   78  shr eax, 3
//|   7b  mov edx, 0
//|   80  ret
//# isa amd64
//| add:
//|    0  lea rax, [rdi+rsi]
//|    4  ret
//| mul:
//|   10  imul rdi, rsi
//|   14  mov rax, rdi
//|   17  ret
//| less:
//|   20  xor eax, eax
//|   22  cmp rdi, rsi
//|   25  setl al
//|   28  ret
//| shift:
//|   30  shr rdi, 0x23
//|   34  mov rax, rdi
//|   37  ret
