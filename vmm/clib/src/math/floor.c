/* The greatest whole number that is not above x. */
#include "math_impl.h"

double floor(double x) {
    double t;
    if (x > -0x1p31 && x < 0x1p31) {
        /* A zero keeps its sign. */
        t = (int)x;
        if (t == x) return x;
    } else {
        t = trunc(x);
    }
    return t > x ? t - 1 : t;
}

LONG1(floor)
float floorf(float x) { return (float)floor(x); }
