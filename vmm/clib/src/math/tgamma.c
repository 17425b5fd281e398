/* The gamma function. */
#include "math_impl.h"

double tgamma(double x) {
    double h, l, s, sl, a = x < 0 ? -x : x;
    int k, i;
    if (a < 0x1p-60) {
        /* 1 / x and less than 1 more. */
        h = 1 / x;
        return h - h != 0 ? __math_range(h) : h;
    }
    if (!(x < 172)) return x - x != 0 ? x : __math_range(INFINITY);
    if (x > 0 || (x > -20 && trunc(x) != x)) {
        h = __math_gamma(x, &k, &l);
        return __math_scale(h, l, k);
    }
    if (x - x != 0) return x != x ? x : -__math_domain();
    if (a >= 0x1p52) return -__math_domain();
    s = __math_sin_pi(a, &sl);
    if (s == 0) return -__math_domain();
    if (a > 190) return __math_range(s > 0 ? -0.0 : 0.0);
    /* gamma(-a) = -pi / (a sin(pi a) gamma(a)) */
    h = __math_gamma(a, &k, &l);
    MUL2(h, l, h, l, s, sl);
    MUL2(h, l, h, l, a, 0.0);
    DIV2(h, l, -PI_H, -PI_L, h, l);
    i = __math_normal(&h, &l);
    return __math_scale(h, l, i - k);
}

LONG1(tgamma)
FLOAT1(tgamma)
