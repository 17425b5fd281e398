/* x^y = e^(y log x), with the logarithm and the product as pairs. */
#include "math_impl.h"

/* Is y a whole number (1 odd, 2 even) or not (0)? It is finite. */
static int whole(double y) {
    union __number n;
    int e;
    unsigned long long one;
    n.f = y;
    e = (int)(n.w[1] >> 20 & 2047) - 1023;
    if (e > 52) return 2;
    if (e < 0) return y == 0 ? 2 : 0;
    one = 1ULL << (52 - e);
    if ((n.u | HIDDEN) & (one - 1)) return 0;
    return (n.u | HIDDEN) & one ? 1 : 2;
}

/* C99 F.9.4.4, but for what is as with all other numbers. */
static double special(double x, double y) {
    union __number n;
    double a = x < 0 ? -x : x, result;
    if (y == 0 || x == 1) return 1.0;
    if (x != x || y != y) return x + y;
    if (y - y != 0) {
        if (a == 1) return 1.0;
        return (a > 1) == (y > 0) ? INFINITY : 0.0;
    }
    /* Now x is zero or infinite, or y is huge. */
    if (a == 0 || a - a != 0) {
        result = (a == 0) == (y > 0) ? 0.0 : INFINITY;
        n.f = x;
        if (n.w[1] >> 31 && whole(y) == 1) result = -result;
        return a == 0 && y < 0 ? __math_range(result) : result;
    }
    if (a == 1) return 1.0;
    return __math_range((a > 1) == (y > 0) ? INFINITY : 0.0);
}

double pow(double x, double y) {
    double h, l, sign = 1.0;
    int k;
    if (y == 2) {
        /* By far the most frequent exponent: rounded once. */
        h = x * x;
        if (h >= 0x1p-1022 && h < INFINITY) return h;
    }
    if (!(y > -0x1p64 && y < 0x1p64 && x - x == 0 && x != 0) || x == 1 || y == 0) return special(x, y);
    if (x < 0) {
        switch (whole(y)) {
        case 0: return __math_domain();
        case 1: sign = -1.0;
        }
        x = -x;
    }
    h = __math_log(x, 0, &l);
    MUL2(h, l, h, l, y, 0.0);
    if (!(h > -746 && h < 710)) return __math_range(h < 0 ? sign * 0.0 : sign * INFINITY);
    h = __math_exp(h, l, &k, &l);
    return __math_scale(sign * h, sign * l, k);
}

long double powl(long double x, long double y) { return pow(x, y); }
float powf(float x, float y) { return __math_float(pow(x, y)); }
