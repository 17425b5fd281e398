/* The inverse hyperbolic cosine: log(x + sqrt(x^2 - 1)). */
#include "math_impl.h"

double acosh(double x) {
    double h, l, s, e, r, p;
    if (!(x > 1 && x < 0x1p28)) {
        if (x < 1) return __math_domain();
        if (x == 1) return 0.0;
        if (x - x != 0) return x;
        h = __math_log(x, 0, &l);
        FAST_SUM(h, e, h, LN2_H);
        return h + (l + e + LN2_L);
    }
    MUL(h, l, x, x);
    TWO_SUM(s, e, h, -1.0);
    FAST_SUM(s, e, s, l + e);
    r = __builtin_sqrt(s);
    MUL(p, l, r, r);
    e = ((s - p) - l + e) / (2 * r);
    FAST_SUM(h, l, x, r);
    FAST_SUM(h, l, h, l + e);
    h = __math_log(h, l, &l);
    return h + l;
}

LONG1(acosh)
FLOAT1(acosh)
