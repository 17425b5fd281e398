/* The hyperbolic cosine. */
#include "math_impl.h"

double cosh(double x) {
    union __number p;
    double a = x < 0 ? -x : x, h, l, q, e;
    int k;
    if (!(a < 712)) return a - a != 0 ? a : __math_range(INFINITY);
    h = __math_exp(a, 0, &k, &l);
    if (k > 60) return __math_scale(h, l, k - 1);
    h *= POWER(p, k - 1);
    l *= p.f;
    DIV2(q, e, 0.25, 0.0, h, l);
    l += e;
    FAST_SUM(h, e, h, q);
    return h + (l + e);
}

LONG1(cosh)
FLOAT1(cosh)
