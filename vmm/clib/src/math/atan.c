/* The arc tangent. */
#include "math_impl.h"

double atan(double x) {
    double a = x < 0 ? -x : x, h, l, e;
    if (a < 0x1p-27) return x;
    if (a <= 1) h = __math_atan(a, 1.0, &l);
    else if (a < 0x1p60) {
        h = __math_atan(1.0, a, &l);
        l = PI_2_L - l;
        FAST_SUM(h, e, PI_2_H, -h);
        h += e + l;
    } else {
        if (x != x) return x;
        h = PI_2_H;
    }
    return x < 0 ? -h : h;
}

LONG1(atan)
FLOAT1(atan)
