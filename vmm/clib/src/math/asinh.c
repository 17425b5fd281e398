/* The inverse hyperbolic sine: log(|x| + sqrt(x^2 + 1)). */
#include "math_impl.h"

double asinh(double x) {
    double a = x < 0 ? -x : x, sign = x < 0 ? -1.0 : 1.0, h, l, s, e, r, p;
    if (a < 0x1p-13) {
        if (a < 0x1p-28) return x;
        /* The next term is x^7 * 5/112. */
        h = x * x;
        return x - h * x * (0x1.5555555555555p-3 - 0.075 * h);
    }
    if (!(a < 0x1p28)) {
        if (x - x != 0) return x;
        h = __math_log(a, 0, &l);
        FAST_SUM(h, e, h, LN2_H);
        return sign * (h + (l + e + LN2_L));
    }
    MUL(h, l, a, a);
    TWO_SUM(s, e, h, 1.0);
    e += l;
    r = __builtin_sqrt(s);
    MUL(p, l, r, r);
    e = ((s - p) - l + e) / (2 * r);
    TWO_SUM(h, l, a, r);
    FAST_SUM(h, l, h, l + e);
    h = __math_log(h, l, &l);
    return sign * (h + l);
}

LONG1(asinh)
FLOAT1(asinh)
