/* 10^x, as in the GNU C library */
#include "math_impl.h"

double exp10(double x) {
    double h, l;
    int k;
    if (!(x < 309 && x > -324)) {
        if (x - x != 0) return x < 0 ? 0.0 : x;
        return __math_range(x < 0 ? 0.0 : INFINITY);
    }
    MUL(h, l, x, LN10_H);
    h = __math_exp(h, l + x * LN10_L, &k, &l);
    return __math_scale(h, l, k);
}

LONG1(exp10)
FLOAT1(exp10)
