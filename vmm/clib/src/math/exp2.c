/* 2^x */
#include "math_impl.h"

double exp2(double x) {
    double n, h, l;
    int k;
    if (!(x < 1025 && x > -1076)) {
        if (x - x != 0) return x < 0 ? 0.0 : x;
        return __math_range(x < 0 ? 0.0 : INFINITY);
    }
    n = (x + 0x1.8p52) - 0x1.8p52;
    x -= n;
    MUL(h, l, x, LN2_H);
    h = __math_exp(h, l + x * LN2_L, &k, &l);
    return __math_scale(h, l, k + (int)n);
}

LONG1(exp2)
FLOAT1(exp2)
