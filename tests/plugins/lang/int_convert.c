// Between integer types of different width and sign.
int neg = -1;
unsigned big = 0x80000000u;
long long wide = -2;
unsigned long long uwide = 0x1234567890ULL;

long long widen(int x) { return x; }
long long uwiden(unsigned x) { return x; }
int cut(long long x) { return x; }

int main(void)
{
    if (widen(-5) != -5LL || uwiden(0xfffffffbu) != 4294967291LL) return 1;
    if (cut(0x1fffffffeLL) != -2) return 2;
    if ((unsigned long long)neg != 0xffffffffffffffffULL) return 3;
    if ((long long)big != 2147483648LL || (long long)(int)big != -2147483648LL) return 4;
    if ((unsigned)wide != 0xfffffffeu) return 5;
    if ((int)uwide != 0x34567890) return 6;
    if ((short)uwide != 0x7890 || (char)uwide != -112 || (unsigned char)uwide != 0x90) return 7;
    if (neg + big != 0x7fffffffu) return 8;
    if (neg + 1LL != 0 || big + 1LL != 2147483649LL) return 9;
    if (neg < (long long)big != 1 || (neg > (int)big) != 1) return 10;
    if (wide + uwide != 0x123456788eULL) return 11;
    if (sizeof(neg + big) != 4 || sizeof(neg + wide) != 8 || sizeof('a' + (char)1) != 4) return 12;
    return 0;
}
