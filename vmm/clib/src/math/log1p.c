/* log(1 + x) */
#include "math_impl.h"

double log1p(double x) {
    double h, l;
    if (!(x > -1 && x < INFINITY)) {
        if (x == -1) return __math_range(-INFINITY);
        return x < 0 ? __math_domain() : x;
    }
    if (x > -0x1p-54 && x < 0x1p-54) return x;
    TWO_SUM(h, l, 1.0, x);
    /* Less than 2^-900 of the sum. */
    if (h > 0x1p900) l = 0;
    h = __math_log(h, l, &l);
    return h + l;
}

LONG1(log1p)
FLOAT1(log1p)
