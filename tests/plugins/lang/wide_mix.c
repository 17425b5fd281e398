// 64-bit values in every position: arguments among others, globals, arrays, fields, conditions, compound assignment.
struct wide { char c; long long v; short s; unsigned long long u[2]; } w = { 1, -2, 3, { 4, ~0ULL } };
long long many(int a, long long b, char c, unsigned long long d, short e, long long f, int g, long long h, long long i)
{
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i;
}
int truth(long long x) { int n = 0; if (x) n = 1; if (!x) n += 2; n += x ? 4 : 8; n += (x && 1) * 16; return n; }
long long divide(long long a, long long b) { return a / b * 1000 + a % b; }
unsigned long long udivide(unsigned long long a, unsigned long long b) { return a / b ^ a % b; }

int main(void)
{
    long long a = 0x123456789abcdefLL, b = -a, *p = &w.v;
    unsigned long long u = a;
    int i, small = -5;
    unsigned char byte = 200;
    if (many(1, 1LL << 33, -1, 1ULL << 34, -2, 3, 4, -1LL << 35, 5) != 1 + (2LL << 33) - 3 + (4LL << 34) - 10 + 18 + 28 - (8LL << 35) + 45) return 1;
    if (truth(0) != 10 || truth(1LL << 32) != 21 || truth(1LL << 63) != 21 || truth(1) != 21) return 2;
    if (divide(1LL << 40, 1000003) != 1099837252LL) return 3;
    if (divide(-7, 2) != -3001 || divide(7, -2) != -2999 || divide(-(1LL << 62) - (1LL << 62), 3) != (-3074457345618258602LL * 1000 - 2)) return 4;
    if (udivide(~0ULL, 10) != (1844674407370955161ULL ^ 5) || udivide(5, ~0ULL) != 5 || udivide(1ULL << 63, (1ULL << 32) + 1) != (2147483647ULL ^ 2147483649ULL)) return 5;
    *p += 1LL << 40; w.u[1]++; w.u[0] -= 5; w.s *= -1000000007LL;
    if (w.v != (1LL << 40) - 2 || w.u[1] || w.u[0] != ~0ULL || w.s != (short)(3 * -1000000007LL) || sizeof w != 40) return 6;
    small += 1LL << 32; byte += 1LL << 40; byte -= 201LL;
    if (small != -5 || byte != 255) return 7;
    for (i = 0; i < 64; i++) {
        if (a << i >> i != (long long)((unsigned long long)a << i) >> i) return 8;
        if (u >> i != (i ? (u >> 1) >> (i - 1) : u)) return 9;
        if ((b >> i) != -1 - ((a - 1) >> i)) return 10;
        if (!(1ULL << i & ~0ULL) || (1ULL << i) - 1 >= 1ULL << i) return 11;
    }
    if (a * b != -a * a || (a ^ b) + 2 * (a & b) != a + b || ~a + 1 != b) return 12;
    if ((int)a != (int)0x89abcdef || (short)b != (short)-0xcdef || (unsigned char)a != 0xef) return 13;
    if (-1LL > 0U || -1 < 0ULL || -1LL < 0xffffffffU == 0 || (long long)-1 > 1ULL == 0) return 14;
    if (a++ != 0x123456789abcdefLL || --a != 0x123456789abcdefLL || -b != a--) return 15;
    w.v = 0xffffffff; w.v++;
    if (w.v != 1LL << 32) return 16;
    w.v--; --w.v;
    if (w.v != 0xfffffffe || (w.v |= 1LL << 63) > 0 || (w.v >>= 60) != -8 || (w.v ^= w.v)) return 17;
    return 0;
}
