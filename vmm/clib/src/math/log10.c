/* The logarithm to the base 10: exact where it is a whole number, since the pair is that number and less than half a
   unit in its last place. */
#include "math_impl.h"

double log10(double x) {
    double h, l;
    if (!(x > 0 && x < INFINITY)) {
        if (x == 0) return __math_range(-INFINITY);
        return x < 0 ? -__math_domain() : x;
    }
    h = __math_log(x, 0, &l);
    MUL2(h, l, h, l, INV_LN10_H, INV_LN10_L);
    return h + l;
}

LONG1(log10)
FLOAT1(log10)
