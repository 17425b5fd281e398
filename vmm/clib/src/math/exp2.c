/* 2^x: x = k + i/128 + r, |r| <= 2^-8, all of them exact, with the table of exp_pair.c. */
#include "math_impl.h"

/* (ln 2)^j / j!, Taylor's series of 2^r: what follows is below 2^-71. */
static const double P[6] = {
    0x1.62e42fefa39efp-1, 0x1.ebfbdff82c58fp-3, 0x1.c6b08d704a0c0p-5,
    0x1.3b2ab6fba4e77p-7, 0x1.5d87fe78a6731p-10, 0x1.430912f86c787p-13
};

/* Where the result may be no normal number. */
static double far(double x) {
    double n, h, l;
    int k;
    if (!(x < 1025 && x > -1076)) {
        if (x - x != 0) return x < 0 ? 0.0 : x;
        return __math_range(x < 0 ? 0.0 : INFINITY);
    }
    n = (x + 0x1.8p52) - 0x1.8p52;
    x -= n;
    MUL(h, l, x, LN2_H);
    h = __math_exp(h, l + x * LN2_L, &k, &l);
    return __math_scale(h, l, k + (int)n);
}

double exp2(double x) {
    union __number p;
    const double *t;
    double n, r;
    int m;
    if (!(x < 1023 && x > -1021)) return far(x);
    /* A multiple of 2^-7. */
    n = (x + 0x1.8p45) - 0x1.8p45;
    m = (int)(n * 128.0);
    t = &__math_exp_table[2 * (m & 127)];
    r = x - n;
    r *= P[0] + r * P[1] + r * r * (P[2] + r * P[3] + r * r * (P[4] + r * P[5]));
    return (t[0] + (t[1] + (t[0] + t[1]) * r)) * POWER(p, m >> 7);
}

LONG1(exp2)
FLOAT1(exp2)
