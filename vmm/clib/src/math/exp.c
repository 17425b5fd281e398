/* e^x: as exp_pair.c has it, but that nothing is kept beside the result. What is rounded before the last sum is below
   2^-8 of it. */
#include "math_impl.h"

/* (e^r - 1 - r) / r^2 for |r| < ln 2 / 256, error 2^-58. */
static const double P[5] = {
    0x1p-1, 0x1.55555555554d8p-3, 0x1.5555555555517p-5, 0x1.1111150cbea9p-7, 0x1.6c16c567c457fp-10
};

/* Where the result may be no normal number. */
static double far(double x) {
    double h, l;
    int k;
    if (!(x < 710 && x > -746)) {
        if (x - x != 0) return x < 0 ? 0.0 : x;
        return __math_range(x < 0 ? 0.0 : INFINITY);
    }
    h = __math_exp(x, 0, &k, &l);
    return __math_scale(h, l, k);
}

double exp(double x) {
    union __number p;
    const double *t;
    double n, r;
    int m;
    if (!(x < 709 && x > -708)) return far(x);
    n = (x * 0x1.71547652b82fep+7 + 0x1.8p52) - 0x1.8p52;
    m = (int)n;
    t = &__math_exp_table[2 * (m & 127)];
    /* ln 2 / 128 in two parts: n times the first, which has 35 digits, is exact, and so is the difference. */
    r = (x - n * 0x1.62e42fefcp-8) - n * -0x1.c610ca86c3899p-44;
    r += r * r * (P[0] + r * P[1] + r * r * (P[2] + r * P[3] + r * r * P[4]));
    return (t[0] + (t[1] + (t[0] + t[1]) * r)) * POWER(p, m >> 7);
}

LONG1(exp)
FLOAT1(exp)
