/* The cosine. */
#include "math_impl.h"

double cos(double x) {
    double h, l;
    int n;
    if (x > -0.785 && x < 0.785) return __math_cos(x, 0, &l);
    if (x - x != 0) return x != x ? x : __math_domain();
    n = __math_reduce(x, &h, &l);
    h = n & 1 ? __math_sin(h, l, &l) : __math_cos(h, l, &l);
    return (n + 1) & 2 ? -h : h;
}

LONG1(cos)
