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
//|    4  jge 0x26
//|    a  cmp edx, [edi+eax*4]
//|    e  je short 0x1f
//|   10  cmp dword ptr [edi+eax*4], 0
//|   15  jl short 0x23
//|   17  add edx, 3
//|   1a  add eax, 1
//|   1d  jmp short 2
//|   1f  imul eax, 0xa
//|   22  ret
//|   23  mov rsi, rdx
//|   26  mov rax, rsi
//|   29  ret
