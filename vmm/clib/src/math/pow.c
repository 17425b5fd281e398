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

/* (e^r - 1 - r) / r^2 for |r| < ln 2 / 256, error 2^-58. */
static const double P[5] = {
    0x1p-1, 0x1.55555555554d8p-3, 0x1.5555555555517p-5, 0x1.1111150cbea9p-7, 0x1.6c16c567c457fp-10
};

double pow(double x, double y) {
    double h, l, n, sign = 1.0;
    const double *t;
    union __number p;
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
    if (h > -708 && h < 709) {
        /* As in exp.c: the result is a normal number. */
        n = (h * 0x1.71547652b82fep+7 + 0x1.8p52) - 0x1.8p52;
        k = (int)n;
        t = &__math_exp_table[2 * (k & 127)];
        h = (h - n * 0x1.62e42fefcp-8) + (l - n * -0x1.c610ca86c3899p-44);
        h += h * h * (P[0] + h * P[1] + h * h * (P[2] + h * P[3] + h * h * P[4]));
        return sign * (t[0] + (t[1] + (t[0] + t[1]) * h)) * POWER(p, k >> 7);
    }
    if (!(h > -746 && h < 710)) return __math_range(h < 0 ? sign * 0.0 : sign * INFINITY);
    h = __math_exp(h, l, &k, &l);
    return __math_scale(sign * h, sign * l, k);
}

long double powl(long double x, long double y) { return pow(x, y); }
float powf(float x, float y) { return __math_float(pow(x, y)); }
