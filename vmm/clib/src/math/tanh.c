/* The hyperbolic tangent: 1 - 2 / (e^2|x| + 1). */
#include "math_impl.h"

/* (tanh x - x) / x^3 by x^2, |x| <= 1/4, error 2^-66. */
static const double P[9] = {
    -0x1.5555555555555p-2, 0x1.111111111111p-3, -0x1.ba1ba1ba1b41ep-5, 0x1.664f488245e56p-6, -0x1.226e350f0cce6p-7,
    0x1.d6d39755b2859p-9, -0x1.7d971c140d5d9p-10, 0x1.33cf3deecb286p-11, -0x1.bff153c36cb39p-13
};

double tanh(double x) {
    union __number p;
    double a = x < 0 ? -x : x, sign = x < 0 ? -1.0 : 1.0, h, l, q, e;
    int k;
    if (a < 0.25) {
        if (a < 0x1p-28) return x;
        h = x * x;
        l = h * h;
        l = P[0] + h * P[1] + l * (P[2] + h * P[3]) + l * l * (P[4] + h * P[5] + l * (P[6] + h * P[7] + l * P[8]));
        return x + h * x * l;
    }
    if (!(a < 22)) return x != x ? x : sign;
    h = __math_exp(2 * a, 0, &k, &l);
    l *= POWER(p, k);
    FAST_SUM(h, e, h * p.f, 1.0);
    DIV2(q, e, 2.0, 0.0, h, l + e);
    l = e;
    FAST_SUM(h, e, 1.0, -q);
    return sign * (h + (e - l));
}

LONG1(tanh)
FLOAT1(tanh)
