// test isa amd64
// Sets of bits, ranges, tables without a look at their ends, and more than one of them.
int space(int c) {
    switch (c) { case ' ': case '\t': case '\n': case '\r': return 1; default: return 0; }
}
int kind(unsigned char c) {
    switch (c) {
    case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9': return 2;
    case 'e': case 'E': return 3;
    }
    return 0;
}
int low(int x) {
    switch (x & 3) { case 0: return 10; case 1: return x; case 2: return x * x; case 3: return -x; }
    return 0;
}
//# isa amd64
//| space:
//|    0  lea edx, [rdi-9]
//|    3  cmp edx, 0x17
//|    6  ja 0x25
//|    c  mov esi, 0x800013
//|   11  bt esi, edx
//|   14  jb 0x1f
//|   1a  jmp 0x25
//|   1f  mov eax, 1
//|   24  ret
//|   25  xor eax, eax
//|   27  ret
//| kind:
//|   30  movzx edx, dil
//|   34  lea edi, [rdx-0x30]
//|   37  cmp edi, 9
//|   3a  jbe 0x57
//|   40  cmp edx, 0x45
//|   43  je 0x5d
//|   49  cmp edx, 0x65
//|   4c  je 0x5d
//|   52  jmp 0x63
//|   57  mov eax, 2
//|   5c  ret
//|   5d  mov eax, 3
//|   62  ret
//|   63  xor eax, eax
//|   65  ret
//| low:
//|   70  mov rdx, rdi
//|   73  and edx, 3
//|   76  mov rax, rdi
//|   79  mov edi, [rdx*4]  ; code at 0x94
//|   80  jmp rdi
//|   82  mov eax, 0xa
//|   87  ret
//|   88  ret
//|   89  imul eax, eax
//|   8c  ret
//|   8d  neg eax
//|   8f  ret
//|   90  xor eax, eax
//|   92  ret
//| (constants):
//|   93  cc 00 00 00 00 00 00 00
//|   9b  00 00 00 00 00 00 00 00
//|   a3  00
