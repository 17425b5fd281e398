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
//|    0  lea eax, [rdi-9]
//|    3  cmp eax, 0x17
//|    6  ja 0x20
//|    c  mov ecx, 0x800013
//|   11  bt ecx, eax
//|   14  jae 0x20
//|   1a  mov eax, 1
//|   1f  ret
//|   20  xor eax, eax
//|   22  ret
//| kind:
//|   30  movzx eax, dil
//|   34  lea ecx, [rax-0x30]
//|   37  cmp ecx, 9
//|   3a  jbe 0x57
//|   40  cmp eax, 0x45
//|   43  je 0x5d
//|   49  cmp eax, 0x65
//|   4c  je 0x5d
//|   52  jmp 0x63
//|   57  mov eax, 2
//|   5c  ret
//|   5d  mov eax, 3
//|   62  ret
//|   63  xor eax, eax
//|   65  ret
//| low:
//|   70  mov rax, rdi
//|   73  and eax, 3
//|   76  mov ecx, [rax*4]  ; code at 0x9c
//|   7d  jmp rcx
//|   7f  mov eax, 0xa
//|   84  ret
//|   85  mov rax, rdi
//|   88  ret
//|   89  mov rax, rdi
//|   8c  imul eax, edi
//|   8f  ret
//|   90  neg edi
//|   92  mov rax, rdi
//|   95  ret
//|   96  xor eax, eax
//|   98  ret
//| (constants):
//|   99  cc cc cc 00 00 00 00 00
//|   a1  00 00 00 00 00 00 00 00
//|   a9  00 00 00
