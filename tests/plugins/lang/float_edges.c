// Conversions at the ends of the ranges, where C still says what comes out; rounding of wide integers.
double d(double x) { return x; }
float f(float x) { return x; }
long long ll(long long x) { return x; }
unsigned long long ull(unsigned long long x) { return x; }

int main(void)
{
    double acc = 0;
    int i;
    if ((int)d(2147483647.9) != 2147483647 || (int)d(-2147483648.9) != -2147483647 - 1) return 1;
    if ((unsigned)d(4294967295.9) != 4294967295u || (unsigned)d(2147483648.0) != 2147483648u) return 2;
    if ((unsigned)d(2147483647.5) != 2147483647u || (unsigned)d(-0.9) != 0 || (unsigned)f(3e9f) != 3000000000u) return 3;
    if ((long long)d(9223372036854774784.0) != 9223372036854774784LL) return 4;
    if ((long long)d(-9223372036854775808.0) != -9223372036854775807LL - 1) return 5;
    if ((unsigned long long)d(18446744073709549568.0) != 18446744073709549568ULL) return 6;
    if ((unsigned long long)d(9223372036854775808.0) != 9223372036854775808ULL) return 7;
    if ((unsigned long long)d(9223372036854774784.0) != 9223372036854774784ULL) return 8;
    if ((unsigned long long)f(0xffffffp40f) != 18446742974197923840ULL || (long long)f(-5e9f) != -5000000000LL) return 9;
    if ((signed char)d(-128.9) != -128 || (unsigned char)d(255.9) != 255 || (short)f(-32768.5f) != -32768) return 10;
    if ((unsigned short)d(65535.99) != 65535 || (char)d(127.99) != 127) return 11;
    // Ties go to even.
    if ((double)ll(9007199254740993LL) != 9007199254740992.0 || (double)ll(9007199254740995LL) != 9007199254740996.0) return 12;
    if ((double)ull(9223372036854775807ULL) != 9223372036854775808.0) return 13;
    if ((double)ull(9223372036854776832ULL) != 9223372036854775808.0) return 14;
    if ((double)ull(9223372036854776833ULL) != 9223372036854777856.0) return 15;
    if ((double)ull(18446744073709551615ULL) != 18446744073709551616.0) return 16;
    if ((float)ll(16777217) != 16777216.0f || (float)ll(16777219) != 16777220.0f) return 17;
    if ((float)ll(-9223372036854775807LL - 1) != -9223372036854775808.0f) return 18;
    // Rounded once, not first to double: halfway plus a little.
    if ((float)ll(0x1000001000000001LL) != 1152921642045800448.0f) return 19;
    if ((float)ull(0x8000008000000001ULL) != 9223373136366403584.0f) return 20;
    if ((float)4294967295u != 4294967296.0f || (double)4294967295u != 4294967295.0) return 21;
    if ((float)d(16777217.0) != 16777216.0f || (float)d(1.00000006) != 1.0000001f || (float)d(0x1.000001p0) != 1.0f) return 22;
    if (f(16777216.0f) + 1.0f != 16777216.0f || (double)f(16777216.0f) + 1 != 16777217) return 23;
    for (i = 0; i < 10; i++) acc += 0.1;
    if (acc == 1.0 || acc < 0.99999999999999988 || acc > 1.0) return 24;
    i = 7;
    i *= 1.5;
    if (i != 10) return 25;
    i -= 0.9;
    if (i != 9) return 26;
    i /= 2.5f;
    if (i != 3) return 27;
    if (i++ * 0.5 != 1.5 || --i / 2.0f != 1.5f || 7 / 2 * 2.0 != 6 || 7 / 2.0 * 2 != 7) return 28;
    if ((1 ? 1 : 0.5) / 2 != 0.5) return 29;
    return 0;
}
