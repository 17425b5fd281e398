/* e^x */
#include "math_impl.h"

double exp(double x) {
    double h, l;
    int k;
    if (!(x < 710 && x > -746)) {
        if (x - x != 0) return x < 0 ? 0.0 : x;
        return __math_range(x < 0 ? 0.0 : INFINITY);
    }
    h = __math_exp(x, 0, &k, &l);
    return __math_scale(h, l, k);
}

LONG1(exp)
FLOAT1(exp)
