/* The gamma function and its logarithm for positive numbers, as pairs. */
#include "math_impl.h"

/* B(2n) / (2n (2n - 1)) for Stirling's series: what it leaves out is below 2^-61 from 10 on (Abramowitz and Stegun,
   "Handbook of Mathematical Functions", 6.1.40 to 6.1.42). */
static const double STIRLING[10] = {
    0x1.5555555555555p-4, -0x1.6c16c16c16c17p-9, 0x1.a01a01a01a01ap-11, -0x1.3813813813814p-11,
    0x1.b951e2b18ff23p-11, -0x1.f6ab0d9993c7dp-10, 0x1.a41a41a41a41ap-8, -0x1.e4286cb0f5398p-6, 0x1.6fe96381e068p-3,
    -0x1.6476701181f3ap+0
};

double __math_stirling(double x, double xl, double *low) {
    double w = 1 / x, v = w * w, h, l, s, e, t, tl, series = STIRLING[9];
    int i;
    for (i = 8; i > 0; i--) series = STIRLING[i] + v * series;
    series *= w * v;
    DIV2(t, tl, STIRLING[0], 0x1.5555555555555p-58, x, xl);
    series += tl;
    /* (x - 1/2) log x - x + log(2 pi) / 2 + series */
    h = __math_log(x, xl, &l);
    TWO_SUM(s, e, x, -0.5);
    MUL2(h, l, h, l, s, e + xl);
    TWO_SUM(h, e, h, -x);
    l += e - xl;
    TWO_SUM(h, e, h, LN_SQRT_2PI_H);
    l += e + (series + LN_SQRT_2PI_L);
    TWO_SUM(h, e, h, t);
    l += e;
    FAST_SUM(h, *low, h, l);
    return h;
}

/* For x > -20, too. */
double __math_gamma(double x, int *k, double *low) {
    double p = 1.0, pl = 0, h, l, s, e;
    /* gamma(x) = gamma(x + n) / (x (x + 1) .. (x + n - 1)) */
    h = x;
    l = 0;
    while (h < 10) {
        MUL2(p, pl, p, pl, h, l);
        TWO_SUM(h, e, h, 1.0);
        l += e;
    }
    h = __math_stirling(h, l, &l);
    h = __math_exp(h, l, k, &l);
    DIV2(s, e, h, l, p, pl);
    /* The product may be large, or as small as x. */
    *k += __math_normal(&s, &e);
    *low = e;
    return s;
}

int __math_normal(double *h, double *l) {
    union __number n;
    double unit;
    int k;
    n.f = *h;
    k = (int)(n.w[1] >> 20 & 2047) - 1023;
    unit = POWER(n, -k);
    *h *= unit;
    *l *= unit;
    return k;
}

double __math_sin_pi(double x, double *low) {
    /* The nearest whole number; the distance from it is exact. Half of it is whole if it is even. */
    double n = (x + 0x1p52) - 0x1p52, d = x - n, a = d < 0 ? -d : d, h, l;
    if (a <= 0.25) {
        MUL2(h, l, a, 0.0, PI_H, PI_L);
        h = __math_sin(h, l, &l);
    } else {
        MUL2(h, l, 0.5 - a, 0.0, PI_H, PI_L);
        h = __math_cos(h, l, &l);
    }
    if ((d < 0) != (trunc(0.5 * n) != 0.5 * n)) {
        h = -h;
        l = -l;
    }
    *low = l;
    return h;
}
