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
//|    0  mov edx, edi
//|    3  cmp edx, 6
//|    a  jae 0x46
//|   10  mov edx, [edx*4]  ; code at 0x4c
//|   19  jmp rdx
//|   1c  mov eax, 5
//|   22  ret
//|   23  mov eax, 7
//|   29  ret
//|   2a  mov eax, 3
//|   30  ret
//|   31  mov eax, 8
//|   37  ret
//|   38  mov eax, 1
//|   3e  ret
//|   3f  mov eax, 9
//|   45  ret
//|   46  xor eax, eax
//|   49  ret
//| (constants):
//|   4a  cc cc 00 00 00 00 00 00
//|   52  00 00 00 00 00 00 00 00
//|   5a  00 00 00 00 00 00 00 00
//|   62  00 00
