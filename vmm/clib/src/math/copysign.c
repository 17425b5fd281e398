/* The magnitude of one number with the sign of another. */
#include "math_impl.h"

double copysign(double x, double y) {
    union __number a, b;
    a.f = x;
    b.f = y;
    a.u = (a.u & ~SIGN) | (b.u & SIGN);
    return a.f;
}

long double copysignl(long double x, long double y) { return copysign(x, y); }

float copysignf(float x, float y) {
    union __numberf a, b;
    a.f = x;
    b.f = y;
    a.u = (a.u & 0x7fffffff) | (b.u & 0x80000000);
    return a.f;
}
