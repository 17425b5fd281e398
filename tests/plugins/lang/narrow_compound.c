// Compound assignment and ++ on narrow types, through pointers, with operands wider than the target; evaluated once.
signed char sc; unsigned char uc; short ss; unsigned short us; _Bool flag; int calls;
unsigned char bytes[4] = { 250, 251, 252, 253 };
int index(void) { return calls++; }

int main(void)
{
    short *p = &ss;
    struct { signed char c; unsigned short s; } r = { 127, 65535 };
    sc = 127; sc++;
    if (sc != -128 || sc-- != -128 || sc != 127) return 1;
    uc = 255; uc += 1;
    if (uc || --uc != 255 || uc++ != 255 || uc) return 2;
    sc = -128; sc /= -1;
    if (sc != -128 || (sc = -sc) != -128 || -sc != 128) return 3;
    ss = 32767; *p += 1;
    if (ss != -32768 || (*p -= 1) != 32767 || (*p *= 3) != 32765 || (ss <<= 2) != -12) return 4;
    us = 1; us <<= 15; us <<= 1;
    if (us || (us = ~us) != 65535 || (us >>= 4) != 4095 || (us ^= -1) != 61440) return 5;
    uc = 200; uc *= 2;
    if (uc != 144 || (uc %= 100) != 44 || (uc |= 0x1ff) != 255 || (uc &= ~1) != 254 || (uc /= 300) != 0) return 6;
    sc = -100; sc >>= 1;
    if (sc != -50 || (sc += 200) != -106 || (sc -= 1000) != -82 || (sc %= 7) != -5) return 7;
    bytes[index()] += 10; bytes[index()]++; *(bytes + index()) <<= 1; bytes[index()] -= bytes[0];
    if (calls != 4 || bytes[0] != 4 || bytes[1] != 252 || bytes[2] != 248 || bytes[3] != 249) return 8;
    flag = 5; flag += 1;
    if (flag != 1 || (flag -= 1) || (flag = 256) != 1 || (flag ^= 1) || ++flag != 1 || flag++ != 1 || flag != 1) return 9;
    if (r.c++ != 127 || r.c != -128 || ++r.s || r.s-- || r.s != 65535) return 10;
    if ((uc = 511) != 255 || (sc = 511) != -1 || (sc = uc = 300) != 44) return 11;
    if ((uc = 255) + 1 != 256 || (unsigned char)(uc + 1) || ~uc != -256 || !uc || -uc != -255 || uc << 8 != 65280) return 12;
    if ((uc > sc) != 1 || (signed char)uc != -1 || (us = sc = -1) != 65535) return 13;
    sc = us = 128;
    if (sc != -128 || (us + sc) != 0 || (uc = us - 129) != 255) return 14;
    return 0;
}
