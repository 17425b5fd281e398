/* The remainder of a division whose quotient is truncated: exact. */
#include "math_impl.h"

double fmod(double x, double y) {
    if (x != x || y != y) return x + y;
    if (x - x != 0 || y == 0) return __math_domain();
    return __math_divide(x, y, 0, 0);
}

long double fmodl(long double x, long double y) { return fmod(x, y); }
float fmodf(float x, float y) { return (float)fmod(x, y); }
