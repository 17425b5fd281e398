/* The tangent: the quotient of sine and cosine, all of them pairs. */
#include "math_impl.h"

double tan(double x) {
    double h, l, s, sl, c, cl;
    int n;
    if (x > -0x1p-27 && x < 0x1p-27) return x;
    if (x - x != 0) return x != x ? x : __math_domain();
    n = __math_reduce(x, &h, &l);
    s = __math_sin(h, l, &sl);
    c = __math_cos(h, l, &cl);
    if (n & 1) DIV2(h, l, -c, -cl, s, sl);
    else DIV2(h, l, s, sl, c, cl);
    return h;
}

LONG1(tan)
FLOAT1(tan)
