// char and short are promoted when read and cut when written.
char c = -1;
unsigned char uc = 255;
short s = -300;
unsigned short us = 65535;

int main(void)
{
    char x;
    unsigned char y;
    short z;
    unsigned short w;
    if (c != -1 || uc != 255 || s != -300 || us != 65535) return 1;
    if (c == uc) return 2;
    if (uc + 1 != 256 || us + 1 != 65536) return 3;
    x = 200;
    if (x != -56) return 4;
    y = -1;
    if (y != 255) return 5;
    z = 70000;
    if (z != 4464) return 6;
    w = -2;
    if (w != 65534) return 7;
    x = 127;
    x = x + 1;
    if (x != -128) return 8;
    y = y + 2;
    if (y != 1) return 9;
    if ((x = 300) != 44) return 10;
    if ((y = x - 45) != 255) return 11;
    if ((char)0x1ff != -1 || (unsigned char)0x1ff != 255) return 12;
    if ((short)0x18000 != -32768 || (unsigned short)-1 != 65535) return 13;
    if ((unsigned char)(char)-1 != 255 || (char)(unsigned char)128 != -128) return 14;
    if ((unsigned short)(char)-1 != 65535 || (short)(unsigned short)40000 != -25536) return 15;
    if ((unsigned)(char)-1 != 0xffffffffu || (long long)(short)-1 != -1) return 16;
    if ((char)0x123456789aLL != -102) return 17;
    if (uc * uc != 65025 || us * 2 != 131070) return 18;
    if (-uc != -255 || ~uc != -256) return 19;
    for (y = 250, z = 0; y != 4; y++) z++;
    if (z != 10) return 20;
    return 0;
}
