// test run
// call sum(7)
// call bytes(3)
// call bytes(250)
// call compares(-5)
// call compares(100)
// call compares(200)
// call change(17)
// call halves(40000)
// call wide(-3)
// call floats(3)
// call rotate(0x80000001, 0)
// call rotate(0x80000001, 4)
// call rotate(0x12345678, 33)
// call rotate_wide(0x123456789abcdef0, 0)
// call rotate_wide(0x123456789abcdef0, 20)
// call sums_of_rotations(0x80000001, 0)
// call sums_of_rotations(0x80000001, 5)
// call bits(0x5a5a, 3)
// call bits(0x5a5a, 36)
// call bits_wide(0x5a5a00000000, 36)
// call addresses(3)
// call addresses(-3)
// call local(5)
// call products(13)
// call products(-13)
// call flags(3, 3)
// call flags(-2147483648, 1)
// call flags(2147483647, -1)
// call flags(5, 9)
// call narrow(255)
// call narrow(128)
// call aliased(4)
// Operations with an operand in memory, and what must not become one.
static int words[16] = {5, -7, 9, 1 << 20, -1, 0, 3, 8};
static unsigned char low[8] = {0, 1, 127, 128, 200, 255, 10, 32};
static signed char small[8] = {0, 1, 127, -128, -56, -1, 10, 32};
static unsigned short half[8] = {0, 1, 32767, 32768, 65535, 127, 128, 200};
static short signed_half[8] = {0, 1, 32767, -32768, -1, 127, -128, 200};
static long long big[4] = {1LL << 40, -5, 1000, -1LL << 60};
static double reals[4] = {1.5, -2.25, 1e10, 0.0};
static float singles[4] = {0.5f, -8.0f, 3.0f, 1e-3f};

int sum(int x) { x += words[1]; x -= words[0]; x *= words[6]; x &= words[4]; x |= words[7]; x ^= words[2]; return x; }
int bytes(int x) {
    int n = 0;
    for (int i = 0; i < 8; i++) {
        if (low[i] == 200) n += 1;
        if (low[i] < 128) n += 10;
        if (low[i] > 10) n += 100;
        if (low[i] & 128) n += 1000;
        if (small[i] < 0) n += 10000;
        if (small[i] == -56) n += 100000;
        if (small[i] & 128) n += 7;
        if (!(small[i] & 64)) n += 3;
        if ((unsigned)small[i] > 4u) n += 1000000;
        if (small[i] <= 10) n ^= x;
    }
    return n;
}
int compares(int x) {
    int n = 0;
    for (int i = 0; i < 8; i++) {
        n = 3 * n + (x < words[i]);
        n = 3 * n + (words[i] <= x);
        n = 5 * n + (words[i] == 3);
        n = 9 * n + (half[i] < 100) + 2 * (half[i] > 40000) + 4 * (half[i] & 64 ? 1 : 0);
        n = 9 * n + (signed_half[i] < -100) + 2 * (signed_half[i] > 100) + 4 * (signed_half[i] == -1);
        n += words[i] < 0 ? x : i;
        n += big[i & 3] < -2 ? 1 : 2;
        n += big[i & 3] > x ? 10 : 20;
        n += big[i & 3] & 8 ? 100 : 200;
    }
    return n;
}
int change(int x) {
    int a[4] = {x, x + 1, x + 2, x + 3};
    unsigned char b[4] = {250, 7, 128, 9};
    unsigned short c[4] = {65530, 7, 32768, 9};
    long long d[4] = {1LL << 33, -1, 5, x};
    for (int i = 0; i < 4; i++) {
        a[i] += x; a[i] -= 5; a[3 - i] ^= i; a[i] |= 64; a[i] &= ~2; a[i] = x - a[i];
        b[i] += x; b[i]++; b[3 - i] ^= i; b[i] |= 65; b[i] -= 200;
        c[i] += x; c[i]++; c[3 - i] ^= i; c[i] |= 0x4001; c[i] -= 2000;
        d[i] += x; d[i]++; d[3 - i] ^= i; d[i] |= 1LL << 40; d[i] -= 2000;
    }
    int n = 0;
    for (int i = 0; i < 4; i++) n = 31 * n + a[i] + b[i] + c[i] + (int)(d[i] >> 7) + (int)d[i];
    return n;
}
int halves(int x) { half[1] += x; signed_half[1] -= x; return half[1] * 3 + signed_half[1]; }
long long wide(int x) { long long n = words[1]; n = n * big[2] + big[0]; n -= big[1]; n ^= big[3]; return n + (unsigned)words[1] + x; }
double floats(int x) {
    double d = x + reals[0];
    d = d * reals[1] - reals[2] / (d + 3.25);
    d += words[1];
    d += singles[1] * (singles[0] + 7.0f);
    d += singles[2];
    singles[3] = reals[1];
    if (d < reals[0]) d += 1;
    if (reals[0] >= singles[0]) d += 2;
    if (singles[2] == 3.0f) d += 4;
    if (reals[3] != 0.0) d += 8;
    return d + singles[3] + (reals[2] == 1e10) + (unsigned)words[3] + low[4];
}
unsigned rotate(unsigned x, int n) {
    unsigned a = x << 7 | x >> 25, b = (x >> 3) + (x << 29), c = (x << 31) ^ (x >> 1);
    unsigned d = x << (n & 31) | x >> (32 - n & 31), e = x >> n | x << (32 - n), f = x << n | x >> (-n & 31);
    return a ^ b * 3 ^ c * 5 ^ d * 7 ^ e * 11 ^ f * 13;
}
unsigned long long rotate_wide(unsigned long long x, int n) {
    unsigned long long a = x << 7 | x >> 57, b = x << 50 | x >> 15, d = x << (n & 63) | x >> (64 - n & 63);
    return a * 3 + b * 5 + d;
}
unsigned sums_of_rotations(unsigned x, int n) { return (x << n) + (x >> (32 - n & 31)) ^ 3 * ((x << n) ^ (x >> (32 - n & 31))); }
int bits(int x, int n) {
    int r = 0;
    if (x & 1 << n) r += 1;
    if (!(x >> n & 1)) r += 2;
    if (x >> 6 & 1) r += 4;
    if ((x >> 31 & 1) == 0) r += 8;
    r += x & 1 << n ? 16 : 32;
    return r + 64 * ((x & 1 << (n + 1)) != 0);
}
int bits_wide(long long x, int n) { int r = 0; if (x & 1LL << n) r += 1; if (x >> n & 1) r += 2; if (x >> 33 & 1) r += 4; return r + ((x & 1LL << 63) == 0 ? 8 : 0); }
int addresses(int i) {
    int *p = words + 6, n = 0;
    n += p[i] + p[i - 1] * 3 + p[i + 2] * 5;
    n += words[(i & 7) + 1] + words[i & 3];
    p[i] = p[i] + 1;
    p[i - 1] += p[i] * 2;
    return 7 * n + p[i] + p[i - 1] + low[(i & 1) * 4 + (i & 2)];
}
int local(int n) {
    int a[8]; char c[16];
    for (int i = 0; i < 8; i++) { a[i] = i * n; c[2 * i] = i; c[2 * i + 1] = -i; }
    int s = 0;
    for (int i = 1; i < 7; i++) s = s * 5 + a[i - 1] + a[i + 1] * 3 - a[i] + c[i * 2] + c[i + 3];
    return s;
}
int products(int x) { return x * 3 ^ x * 5 << 1 ^ x * 9 << 2 ^ x * 2 << 3 ^ x * 4 << 4 ^ x * 8 << 5 ^ (x + x * 4 + 7) ^ (x * 8 - 100 + x); }
int flags(int a, int b) {
    int n = 0, d = a - b, s = a + b, m = a & b;
    if (d == 0) n += 1;
    d = a - b; if (d < 0) n += 2;
    s = a + b; if (s > 0) n += 4;
    s = b + a + 1; if (s <= 0) n += 8;
    if (m > 0) n += 16;
    m = a ^ b; if (m >= 0) n += 32;
    int k = a | b; if (k <= 0) n += 64;
    k = -a; if (k < 0) n += 128;
    k = a << 3; n += k < 0 ? k : 3;
    k = (a & 7) - 3; n += k > 0 ? k : 1000;
    return n + s * 3 + d + m;
}
int narrow(int x) { low[0] = x; low[0] += 1; small[0] = x; small[0] -= 1; low[1] = low[1] + x * 3; return low[0] * 1000000 + small[0] * 1000 + low[1]; }
int aliased(int x) { int *p = words, *q = words; int y = *p; *q = x; int z = y + *q; *p = *q + y; *q = *p + 1; return z * 100 + *p; }
//# run
//| sum(7) = -16
//| bytes(3) = 6133583
//| bytes(250) = 6133787
//| compares(-5) = -872944336
//| compares(100) = 1875312210
//| compares(200) = 1014237578
//| change(17) = -1829984683
//| halves(40000) = 145540
//| wide(-3) = -1152920400800258909
//| floats(3) = -1289273873.0201614
//| rotate(0x80000001, 0) = 3489661121
//| rotate(0x80000001, 4) = 1476395344
//| rotate(0x12345678, 33) = 1927933308
//| rotate_wide(0x123456789abcdef0, 0) = 14661118306933625448
//| rotate_wide(0x123456789abcdef0, 20) = 2363288924442695357
//| sums_of_rotations(0x80000001, 0) = 2
//| sums_of_rotations(0x80000001, 5) = 160
//| bits(0x5a5a, 3) = 93
//| bits(0x5a5a, 36) = 29
//| bits_wide(0x5a5a00000000, 36) = 15
//| addresses(3) = 7340038
//| addresses(-3) = 10486133
//| local(5) = 122472
//| products(13) = 4024
//| products(-13) = 3738
//| flags(3, 3) = 1205
//| flags(-2147483648, 1) = -2147482439
//| flags(2147483647, -1) = -2147483441
//| flags(5, 9) = 240
//| narrow(255) = -1746
//| narrow(128) = 129127126
//| aliased(4) = 910
