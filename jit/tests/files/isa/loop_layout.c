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
//|    0  xor r8d, r8d
//|    3  cmp r8d, esi
//|    6  jge 0x39
//|    c  cmp edx, [edi+r8d*4]
//|   11  je 0x2c
//|   17  cmp dword ptr [edi+r8d*4], 0
//|   1d  jl 0x31
//|   23  add edx, 3
//|   26  add r8d, 1
//|   2a  jmp short 3
//|   2c  imul eax, r8d, 0xa
//|   30  ret
//|   31  mov rax, rdx
//|   34  jmp 0x3c
//|   39  mov rax, rsi
//|   3c  ret
