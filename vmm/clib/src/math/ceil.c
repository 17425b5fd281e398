/* The least whole number that is not below x. */
#include "math_impl.h"

double ceil(double x) {
    double t;
    if (x > -0x1p31 && x < 0x1p31) {
        t = (int)x;
        if (t < x) return t + 1;
        /* A zero has the sign of x. */
        return t == 0 && x != 0 ? -0.0 : t == x ? x : t;
    }
    t = trunc(x);
    return t < x ? t + 1 : t;
}

LONG1(ceil)
float ceilf(float x) { return (float)ceil(x); }
