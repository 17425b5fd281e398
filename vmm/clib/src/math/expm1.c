/* e^x - 1 */
#include "math_impl.h"

/* (e^x - 1 - x - x^2 / 2) / x^3 for |x| <= 1/8, error 2^-56. */
static const double P[8] = {
    0x1.5555555555555p-3, 0x1.5555555555555p-5, 0x1.11111111146ep-7, 0x1.6c16c16c18ff6p-10, 0x1.a01a00930ee1p-13,
    0x1.a01a00ecbe6ffp-16, 0x1.71f9218da2e29p-19, 0x1.27f6eadb38abep-22
};

double expm1(double x) {
    union __number p;
    double h, l, e;
    int k;
    if (x > -0.125 && x < 0.125) {
        if (x > -0x1p-54 && x < 0x1p-54) return x;
        h = x * x;
        l = P[0] + x * P[1] + h * (P[2] + x * P[3]) + h * h * (P[4] + x * P[5] + h * (P[6] + x * P[7]));
        return x + (0.5 * h + h * x * l);
    }
    if (!(x < 710 && x > -40)) {
        if (x != x) return x;
        if (x < 0) return -1.0;
        return x - x != 0 ? x : __math_range(INFINITY);
    }
    h = __math_exp(x, 0, &k, &l);
    if (k > 66) return __math_scale(h, l, k);
    l *= POWER(p, k);
    TWO_SUM(h, e, h * p.f, -1.0);
    return h + (e + l);
}

LONG1(expm1)
FLOAT1(expm1)
