// test isa amd64
// What leaves a loop from its middle does not lie within it.
int find(int *p, int n, int x) {
    for (int i = 0; i < n; i++) {
        if (p[i] == x) return i * 10;
        if (p[i] < 0) { n = x; break; }
        x += 3;
    }
    return n;
}
//# isa amd64
//| find:
//|    0  xor eax, eax
//|    2  cmp eax, esi
//|    4  jge 0x2e
//|    a  cmp edx, [edi+eax*4]
//|    e  je 0x27
//|   14  cmp dword ptr [edi+eax*4], 0
//|   19  jl 0x2b
//|   1f  add edx, 3
//|   22  add eax, 1
//|   25  jmp short 2
//|   27  imul eax, 0xa
//|   2a  ret
//|   2b  mov rsi, rdx
//|   2e  mov rax, rsi
//|   31  ret
