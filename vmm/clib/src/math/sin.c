/* The sine. */
#include "math_impl.h"

double sin(double x) {
    double h, l;
    int n;
    if (x > -0.785 && x < 0.785) {
        if (x > -0x1p-27 && x < 0x1p-27) return x;
        return __math_sin(x, 0, &l);
    }
    if (x - x != 0) return x != x ? x : __math_domain();
    n = __math_reduce(x, &h, &l);
    h = n & 1 ? __math_cos(h, l, &l) : __math_sin(h, l, &l);
    return n & 2 ? -h : h;
}

LONG1(sin)
