/* The positive difference. */
#include "math_impl.h"

double fdim(double x, double y) {
    double d;
    if (x <= y) return 0.0;
    d = x - y;
    return d == INFINITY && x != INFINITY && y != -INFINITY ? __math_range(d) : d;
}

long double fdiml(long double x, long double y) { return fdim(x, y); }

/* The difference of floats, rounded to double, rounds to the float that it rounds to at once (S. Figueroa, 1995). */
float fdimf(float x, float y) { return __math_float(fdim(x, y)); }
