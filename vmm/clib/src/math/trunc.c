/* The whole number next to x towards zero. */
#include "math_impl.h"

double trunc(double x) {
    union __number n;
    int e;
    n.f = x;
    e = (int)(n.w[1] >> 20 & 2047) - 1023;
    if (e >= 52) return x;
    n.u &= e < 0 ? SIGN : ~(FRACTION >> e);
    return n.f;
}

long double truncl(long double x) { return trunc(x); }
float truncf(float x) { return (float)trunc(x); }
