// test isa ia32
// test isa amd64
int f(int x)
{
    switch (x) {
    case 0: return 5;
    case 1: return 7;
    case 2: return 3;
    case 3: return 8;
    case 4: return 1;
    case 5: return 9;
    }
    return 0;
}
//# isa ia32
//| f:
//|    0  mov eax, [esp+4]
//|    4  cmp eax, 6
//|    7  jae 0x54
//|    d  jmp dword ptr cs:[eax*4]  ; code at 0x18
//|   15  nop
//|   16  nop
//|   17  nop
//|   18  add [eax], al  ; code at 0x30
//|   1a  add [eax], al
//|   1c  add [eax], al  ; code at 0x36
//|   1e  add [eax], al
//|   20  add [eax], al  ; code at 0x3c
//|   22  add [eax], al
//|   24  add [eax], al  ; code at 0x42
//|   26  add [eax], al
//|   28  add [eax], al  ; code at 0x48
//|   2a  add [eax], al
//|   2c  add [eax], al  ; code at 0x4e
//|   2e  add [eax], al
//|   30  mov eax, 5
//|   35  ret
//|   36  mov eax, 7
//|   3b  ret
//|   3c  mov eax, 3
//|   41  ret
//|   42  mov eax, 8
//|   47  ret
//|   48  mov eax, 1
//|   4d  ret
//|   4e  mov eax, 9
//|   53  ret
//|   54  mov eax, 0
//|   59  ret
//# isa amd64
//| f:
//|    0  cmp edi, 5
//|    3  ja 0x36
//|    9  mov eax, [rdi*4]  ; code at 0x3c
//|   10  jmp rax
//|   12  mov eax, 5
//|   17  ret
//|   18  mov eax, 7
//|   1d  ret
//|   1e  mov eax, 3
//|   23  ret
//|   24  mov eax, 8
//|   29  ret
//|   2a  mov eax, 1
//|   2f  ret
//|   30  mov eax, 9
//|   35  ret
//|   36  xor eax, eax
//|   38  ret
//| (constants):
//|   39  cc cc cc 00 00 00 00 00
//|   41  00 00 00 00 00 00 00 00
//|   49  00 00 00 00 00 00 00 00
//|   51  00 00 00
