/* x y + z, rounded once. */
#include "math_impl.h"

/* A number of 128 binary digits. */
struct wide {
    unsigned long long high, low;
};

/* Its digits go by n places to the right, and what leaves makes the last digit one. */
static void shift_right(struct wide *a, int n) {
    if (n <= 0) return;
    if (n > 127) {
        a->low = (a->high | a->low) != 0;
        a->high = 0;
    } else if (n >= 64) {
        unsigned long long lost = a->low | (n > 64 ? a->high << (128 - n) : 0);
        a->low = a->high >> (n - 64) | (lost != 0);
        a->high = 0;
    } else {
        unsigned long long lost = a->low << (64 - n);
        a->low = a->low >> n | a->high << (64 - n) | (lost != 0);
        a->high >>= n;
    }
}

/* The significand and, as the value, the exponent of its last digit. */
static int unpack(union __number n, unsigned long long *m) {
    int e = (int)(n.w[1] >> 20 & 2047);
    *m = n.u & FRACTION;
    if (e) {
        *m |= HIDDEN;
        return e - 1075;
    }
    for (e = 1; !(*m & HIDDEN); e--) *m <<= 1;
    return e - 1075;
}

double fma(double x, double y, double z) {
    union __number a, b, c;
    unsigned long long m, n, r, low, middle;
    struct wide p, q;
    unsigned sign, other;
    int e, f, d;
    /* A zero or what is no number: the sum is exact, or as it would be. */
    if (x == 0 || y == 0 || x - x != 0 || y - y != 0) return x * y + z;
    if (z - z != 0) return z;
    a.f = x;
    b.f = y;
    c.f = z;
    sign = (a.w[1] ^ b.w[1]) & 0x80000000;
    other = c.w[1] & 0x80000000;
    e = unpack(a, &m) + unpack(b, &n);
    /* The product, 105 or 106 digits, and 20 more. */
    low = (m & 0xffffffff) * (n & 0xffffffff);
    middle = (m >> 32) * (n & 0xffffffff) + (low >> 32);
    r = (m & 0xffffffff) * (n >> 32) + (middle & 0xffffffff);
    p.high = (m >> 32) * (n >> 32) + (middle >> 32) + (r >> 32);
    p.low = r << 32 | (low & 0xffffffff);
    p.high = p.high << 20 | p.low >> 44;
    p.low <<= 20;
    e -= 20;
    if (z != 0) {
        /* The addend with its first digit at the same place. */
        f = unpack(c, &m) - 72;
        q.high = m << 8;
        q.low = 0;
        d = e - f;
        if (d > 0) shift_right(&q, d);
        else {
            shift_right(&p, -d);
            e = f;
        }
        if (sign == other) {
            p.low += q.low;
            p.high += q.high + (p.low < q.low);
        } else {
            if (p.high < q.high || (p.high == q.high && p.low < q.low)) {
                struct wide t = p;
                p = q;
                q = t;
                sign = other;
            }
            p.high = p.high - q.high - (p.low < q.low);
            p.low -= q.low;
            if (!(p.high | p.low)) return 0.0;
        }
    }
    /* The first digit goes to the top; 64 digits, the last of which tells of those behind, are enough to round. */
    if (!p.high) {
        p.high = p.low;
        p.low = 0;
        e -= 64;
    }
    while (!(p.high >> 63)) {
        p.high = p.high << 1 | p.low >> 63;
        p.low <<= 1;
        e--;
    }
    r = p.high | (p.low != 0);
    e += 64 + 63 + 1023;
    if (e < 1) {
        d = 1 - e;
        r = d > 63 ? 1 : r >> d | (r << (64 - d) != 0);
        e = 0;
    }
    m = r >> 11;
    r &= 2047;
    /* Adding one may carry into the exponent, as it should. */
    if (e > 2046) m = 2047ULL << 52;
    else {
        if (e) m = (m & FRACTION) | (unsigned long long)e << 52;
        if (r > 1024 || (r == 1024 && m & 1)) m++;
    }
    a.u = m;
    a.w[1] |= sign;
    return a.f;
}

long double fmal(long double x, long double y, long double z) { return fma(x, y, z); }

/* The product is exact in double. The sum is rounded to odd: to the one of the two nearest whose last digit is one,
   which makes the second rounding right (S. Boldo and G. Melquiond, "Emulation of FMA and correctly rounded sums:
   proved algorithms using rounding to odd", IEEE Transactions on Computers 57, 2008). */
float fmaf(float x, float y, float z) {
    union __number s;
    double p = (double)x * y, e;
    TWO_SUM(s.f, e, p, (double)z);
    if (e - e == 0 && e != 0 && !(s.w[0] & 1)) {
        if ((e > 0) == (s.f > 0)) s.u++;
        else s.u--;
    }
    return (float)s.f;
}
