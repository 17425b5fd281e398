/* The hyperbolic sine. */
#include "math_impl.h"

/* (sinh x - x) / x^3 by x^2, |x| <= 1/2, error 2^-63. */
static const double P[6] = {
    0x1.5555555555555p-3, 0x1.111111111112p-7, 0x1.a01a01a00ef0fp-13, 0x1.71de3a84a10c3p-19, 0x1.ae63a07779c78p-26,
    0x1.6267cf434f12cp-33
};

double sinh(double x) {
    union __number p;
    double a = x < 0 ? -x : x, sign = x < 0 ? -1.0 : 1.0, h, l, q, e;
    int k;
    if (a < 0.5) {
        if (a < 0x1p-28) return x;
        h = x * x;
        return x + h * x * (P[0] + h * P[1] + h * h * (P[2] + h * P[3] + h * h * (P[4] + h * P[5])));
    }
    if (!(a < 712)) return a - a != 0 ? x : __math_range(sign * INFINITY);
    h = __math_exp(a, 0, &k, &l);
    if (k > 60) return __math_scale(sign * h, sign * l, k - 1);
    h *= POWER(p, k - 1);
    l *= p.f;
    DIV2(q, e, 0.25, 0.0, h, l);
    l -= e;
    TWO_SUM(h, e, h, -q);
    return sign * (h + (l + e));
}

LONG1(sinh)
FLOAT1(sinh)
