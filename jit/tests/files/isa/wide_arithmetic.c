// test isa ia32
// test isa amd64
long long add(long long a, long long b) { return a + b; }
long long mul(long long a, long long b) { return a * b; }
int less(long long a, long long b) { return a < b; }
unsigned long long shift(unsigned long long a) { return a >> 35; }
//# isa ia32
//| add:
//|    0  push ebp
//|    1  mov eax, [esp+8]
//|    5  mov edx, [esp+0xc]
//|    9  mov ebp, [esp+0x10]
//|    d  mov ecx, [esp+0x14]
//|   11  add eax, ebp
//|   13  adc edx, ecx
//|   15  pop ebp
//|   16  ret
//| mul:
//|   20  push ebx
//|   21  push esi
//|   22  push edi
//|   23  mov esi, [esp+0x10]
//|   27  mov ebx, [esp+0x14]
//|   2b  mov ecx, [esp+0x18]
//|   2f  mov edi, [esp+0x1c]
//|   33  mov eax, esi
//|   35  mul ecx
//|   37  imul esi, edi
//|   3a  add edx, esi
//|   3c  imul ecx, ebx
//|   3f  add edx, ecx
//|   41  pop edi
//|   42  pop esi
//|   43  pop ebx
//|   44  ret
//| less:
//|   50  push ebp
//|   51  mov ecx, [esp+8]
//|   55  mov eax, [esp+0xc]
//|   59  mov ebp, [esp+0x10]
//|   5d  mov edx, [esp+0x14]
//|   61  cmp ecx, ebp
//|   63  sbb eax, edx
//|   65  setl al
//|   68  movzx eax, al
//|   6b  pop ebp
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
//|   10  mov rax, rdi
//|   13  imul rax, rsi
//|   17  ret
//| less:
//|   20  xor eax, eax
//|   22  cmp rdi, rsi
//|   25  setl al
//|   28  ret
//| shift:
//|   30  mov rax, rdi
//|   33  shr rax, 0x23
//|   37  ret
