// test isa ia32
// test isa amd64
int table[10];
int f(int i) { return table[i]; }
short g(short *p, int i) { return p[i + 3]; }
void h(int *p, int i, int v) { p[4 * i] += v; }
//# isa ia32
//| f:
//|    0  mov eax, [esp+4]
//|    4  mov eax, [eax*4]  ; table
//|    b  ret
//| g:
//|   10  mov eax, [esp+4]
//|   14  mov ecx, [esp+8]
//|   18  movsx eax, word ptr [eax+ecx*2+6]
//|   1d  ret
//| h:
//|   20  mov eax, [esp+4]
//|   24  mov ecx, [esp+8]
//|   28  mov edx, [esp+0xc]
//|   2c  shl ecx, 2
//|   2f  shl ecx, 2
//|   32  add eax, ecx
//|   34  add edx, [eax]
//|   36  mov [eax], edx
//|   38  ret
//# isa amd64
//| f:
//|    0  mov eax, [edi*4]  ; table
//|    8  ret
//| g:
//|   10  movsx eax, word ptr [edi+esi*2+6]
//|   16  ret
//| h:
//|   20  shl esi, 2
//|   23  add [edi+esi*4], edx
//|   27  ret
