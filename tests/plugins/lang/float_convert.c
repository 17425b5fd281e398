// Between floats and integers.
int neg = -7;
unsigned big = 4000000000u;
long long wide = -9007199254740993LL;
unsigned long long uwide = 0xfffffffffffff800ULL, umax = 0xffffffffffffffffULL;
double frac = 2.9, nfrac = -2.9, e10 = 1e10, e19 = 1.5e19;
float ffrac = 200.75f;
unsigned char byte = 250;
short s = -1234;

int main(void)
{
    double d;
    float f;
    if ((double)neg != -7.0 || (float)neg != -7.0f) return 1;
    if ((double)big != 4000000000.0 || (float)big != 4e9f) return 2;
    d = wide;
    if (d != -9007199254740992.0) return 3;
    if ((double)uwide != 18446744073709549568.0) return 4;
    f = umax;
    if ((double)umax != 18446744073709551616.0 || f != 18446744073709551616.0f) return 5;
    if ((int)frac != 2 || (int)nfrac != -2) return 6;
    if ((long long)e10 != 10000000000LL || (long long)-e10 != -10000000000LL) return 7;
    if ((unsigned)(e10 / 4) != 2500000000u) return 8;
    if ((unsigned long long)e19 != 15000000000000000000ULL) return 9;
    if ((unsigned long long)e10 != 10000000000ULL) return 10;
    if ((unsigned char)ffrac != 200 || (short)nfrac != -2 || (char)(nfrac * 8) != -23) return 11;
    if ((float)byte != 250.0f || (double)s != -1234.0) return 12;
    f = 16777217;
    if ((int)f != 16777216) return 13;
    if ((float)0.1 == 0.1 || (double)0.5f != 0.5) return 14;
    if ((int)-0.99 != 0 || (unsigned)0.99 != 0) return 15;
    if ((_Bool)0.001 != 1 || (_Bool)-0.0 != 0) return 16;
    neg = 3.99;
    byte = ffrac;
    if (neg != 3 || byte != 200) return 17;
    f = 0x1000001LL;
    if ((long long)f != 0x1000000LL) return 18;
    f = 0x8000008000000001ULL;
    if (f != 9223373136366403584.0f) return 19;
    return 0;
}
