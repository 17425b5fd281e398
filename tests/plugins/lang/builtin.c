// GNU C's built-in functions that compute: bit counts, byte order, overflow, constants.
typedef unsigned u32;
typedef unsigned long long u64;

u32 words[] = { 1, 2, 3, 0x80, 0x8000, 0x12345678, 0x7fffffff, 0x80000000, 0xffffffff, 0xff00 };
u64 longs[] = { 1, 2, 0x80000000ull, 0x100000000ull, 0x123456789abcdef0ull, 0x8000000000000000ull, ~0ull, 0xffff00000000ull };

static int clz(u64 x, int bits) { int n = 0; while (!(x >> (bits - 1) & 1)) x <<= 1, n++; return n; }
static int ctz(u64 x) { int n = 0; while (!(x & 1)) x >>= 1, n++; return n; }
static int pop(u64 x) { int n = 0; while (x) n += x & 1, x >>= 1; return n; }
static u64 swap(u64 x, int bytes) { u64 r = 0; while (bytes--) r = r << 8 | (x & 255), x >>= 8; return r; }

struct inner { short a; int b[4]; };
struct outer { char c; struct inner in[3]; union { int i; double d; }; };

enum {
    CLZ = __builtin_clz(0x00ffu), CTZ = __builtin_ctzll(0x8000000000ull), POP = __builtin_popcount(0xf0f0u),
    OFF = __builtin_offsetof(struct outer, in[2].b[1]), SAME = __builtin_types_compatible_p(int, signed),
    OTHER = __builtin_types_compatible_p(int, long), CONST = __builtin_constant_p(3 * 4),
    CHOICE = __builtin_choose_expr(1, 10, "no"), SWAP = __builtin_bswap16(0x1234), FFS = __builtin_ffs(8),
};
int table[__builtin_offsetof(struct outer, d) ? 7 : 1];

static int calls;
static int count(int n) { calls++; return n; }

static int overflow(void)
{
    int i; u32 u; long long l; u64 ul; short s; unsigned char c;
    if (__builtin_add_overflow(2000000000, 2000000000, &i) != 1 || i != -294967296) return 1;
    if (__builtin_add_overflow(2000000000, -2000000000, &i) || i) return 2;
    if (!__builtin_sub_overflow(3u, 4u, &u) || u != 0xffffffffu) return 3;
    if (__builtin_sub_overflow(3u, 4u, &i) || i != -1) return 4;
    if (!__builtin_mul_overflow(65536, 65536, &i) || i) return 5;
    if (__builtin_mul_overflow(65536, 65536, &l) || l != 0x100000000ll) return 6;
    if (!__builtin_mul_overflow(0xffffffffu, 0xffffffffu, &i)) return 7;
    if (__builtin_mul_overflow(0xffffffffu, 0xffffffffu, &ul) || ul != 0xfffffffe00000001ull) return 8;
    if (!__builtin_add_overflow(0x7fffffffffffffffll, 1ll, &l) || l >= 0) return 9;
    if (__builtin_add_overflow(0x7fffffffffffffffll, 1ll, &ul) || ul != 1ull << 63) return 10;
    if (!__builtin_sub_overflow(0ull, 1ull, &ul) || __builtin_sub_overflow(0ull, 1ull, &l) || l != -1) return 11;
    if (!__builtin_mul_overflow(-0x7fffffffffffffffll - 1, -1ll, &l)) return 12;
    if (__builtin_mul_overflow(-0x7fffffffffffffffll - 1, -1ll, &ul) || ul != 1ull << 63) return 13;
    if (!__builtin_mul_overflow(~0ull, ~0ull, &ul) || ul != 1) return 14;
    if (__builtin_mul_overflow(-3ll, 4u, &l) || l != -12) return 15;
    if (!__builtin_add_overflow(32767, 1, &s) || s != -32768) return 16;
    if (__builtin_add_overflow(200, 55, &c) || c != 255 || !__builtin_add_overflow(200, 56, &c) || c) return 17;
    if (!__builtin_sadd_overflow(0x7fffffff, 1, &i) || __builtin_umul_overflow(65535u, 65537u, &u)) return 18;
    if (!__builtin_smulll_overflow(1ll << 62, 2ll, &l) || __builtin_uaddll_overflow(1ull, 2ull, &ul)) return 19;
    if (!__builtin_add_overflow(-1, 0u, &u) || u != 0xffffffffu) return 20;
    if (!__builtin_mul_overflow(0x100000000ll, -0x80000001ll, &l) || l != (long long)0x7fffffff00000000ull) return 21;
    if (__builtin_mul_overflow(0x100000000ll, -0x80000000ll, &l) || l != -0x7fffffffffffffffll - 1) return 22;
    return 0;
}

int main(void)
{
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        u32 w = words[i];
        if (__builtin_clz(w) != clz(w, 32) || __builtin_ctz(w) != ctz(w) || __builtin_popcount(w) != pop(w)) return 1;
        if (__builtin_parity(w) != pop(w) % 2 || __builtin_bswap32(w) != swap(w, 4)) return 2;
        if (__builtin_ffs(w) != ctz(w) + 1 || __builtin_bswap16(w) != swap(w & 0xffff, 2)) return 3;
        if (__builtin_clzl(w) != clz(w, 32) || __builtin_ctzl(w) != ctz(w) || __builtin_popcountl(w) != pop(w)) return 4;
    }
    for (unsigned i = 0; i < sizeof longs / sizeof *longs; i++) {
        u64 w = longs[i];
        if (__builtin_clzll(w) != clz(w, 64) || __builtin_ctzll(w) != ctz(w)) return 5;
        if (__builtin_popcountll(w) != pop(w) || __builtin_parityll(w) != pop(w) % 2) return 6;
        if (__builtin_bswap64(w) != swap(w, 8) || __builtin_ffsll(w) != ctz(w) + 1) return 7;
    }
    if (__builtin_ffs(0) || __builtin_ffsll(longs[0] - 1) || __builtin_ffs(words[0] - 1)) return 8;
    if (CLZ != 24 || CTZ != 39 || POP != 8 || OFF != 4 + 2 * 20 + 4 + 4 || !SAME || OTHER || !CONST) return 9;
    if (CHOICE != 10 || SWAP != 0x3412 || FFS != 4 || sizeof table != 7 * sizeof(int)) return 10;
    int n = 2;
    if (__builtin_offsetof(struct inner, b[n]) != 4 + 8 || __builtin_offsetof(struct outer, i) != 64) return 11;
    if (__builtin_expect(count(5), 1) != 5 || calls != 1 || !__builtin_expect(!!n, 1)) return 12;
    if (__builtin_constant_p(count(1)) || calls != 1 || !__builtin_constant_p("text")) return 13;
    if (__builtin_choose_expr(0, count(1), 7) != 7 || calls != 1) return 14;
    if (__builtin_object_size(&n, 0) != 0xffffffffu && __builtin_object_size(&n, 0) != 4) return 15;
    __builtin_prefetch(&n, 0, 3);
    if (__builtin_clrsb(0) != 31 || __builtin_clrsb(-1) != 31 || __builtin_clrsb(n) != 29) return 16;
    if (__builtin_clrsbll(-n) != 62 || __builtin_clrsb((int)0x80000000) != 0) return 17;
    switch (n) {
    case 2: break;
    default: __builtin_unreachable();
    }
    int failed = overflow();
    return failed ? 20 + failed : 0;
}
