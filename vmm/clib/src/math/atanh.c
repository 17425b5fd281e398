/* The inverse hyperbolic tangent: log((1 + |x|) / (1 - |x|)) / 2. */
#include "math_impl.h"

double atanh(double x) {
    double a = x < 0 ? -x : x, sign = x < 0 ? -0.5 : 0.5, h, l, s, e;
    if (a < 0x1p-13) {
        if (a < 0x1p-28) return x;
        /* The next term is x^7 / 7. */
        h = x * x;
        return x + h * x * (0x1.5555555555555p-2 + 0.2 * h);
    }
    if (!(a < 1)) {
        if (a == 1) return __math_range(sign * INFINITY);
        return x != x ? x : __math_domain();
    }
    FAST_SUM(h, l, 1.0, a);
    FAST_SUM(s, e, 1.0, -a);
    DIV2(h, l, h, l, s, e);
    h = __math_log(h, l, &l);
    return sign * (h + l);
}

LONG1(atanh)
FLOAT1(atanh)
