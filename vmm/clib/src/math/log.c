/* The natural logarithm. */
#include "math_impl.h"

double log(double x) {
    double h, l;
    if (!(x > 0 && x < INFINITY)) {
        if (x == 0) return __math_range(-INFINITY);
        return x < 0 ? __math_domain() : x;
    }
    h = __math_log(x, 0, &l);
    return h + l;
}

LONG1(log)
FLOAT1(log)
