// Narrow parameters and results keep their type's range.
char as_char(int x) { return x; }
unsigned char as_uchar(int x) { return x; }
short as_short(int x) { return x; }
unsigned short as_ushort(int x) { return x; }
_Bool as_bool(int x) { return x; }
int from_char(char c) { return c; }
int from_uchar(unsigned char c) { return c; }
int from_short(short s) { return s; }
int from_ushort(unsigned short s) { return s; }
int from_bool(_Bool b) { return b; }
char (*pointer)(int) = as_char;
int (*taker)(unsigned char) = from_uchar;
int address(char c) { char *p = &c; return *p; }

int main(void)
{
    if (as_char(0x1ff) != -1 || as_char(0x180) != -128) return 1;
    if (as_uchar(0x1ff) != 255) return 2;
    if (as_short(0x1ffff) != -1) return 3;
    if (as_ushort(0x1ffff) != 65535) return 4;
    if (as_bool(0x100) != 1 || as_bool(0) != 0) return 5;
    if (from_char(0x1ff) != -1) return 6;
    if (from_uchar(-1) != 255) return 7;
    if (from_short(0x18000) != -32768) return 8;
    if (from_ushort(-1) != 65535) return 9;
    if (from_bool(0x100) != 1) return 10;
    if (pointer(0x2fe) != -2) return 11;
    if (taker(0x2fe) != 254) return 12;
    if (address(0x1fd) != -3) return 13;
    if (as_char(0x10041) + as_uchar(0x10041) != 130) return 14;
    return 0;
}
