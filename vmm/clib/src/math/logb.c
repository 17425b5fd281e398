/* A number's exponent. */
#include "math_impl.h"

/* x is finite and not zero. */
static int exponent(double x) {
    union __number n;
    n.f = x;
    if (!(n.w[1] & 0x7ff00000)) {
        n.f = x * 0x1p54;
        return (int)(n.w[1] >> 20 & 2047) - 1023 - 54;
    }
    return (int)(n.w[1] >> 20 & 2047) - 1023;
}

double logb(double x) {
    if (x == 0) return -INFINITY;
    if (x - x != 0) return x * x;
    return exponent(x);
}

int ilogb(double x) {
    if (x == 0 || x - x != 0) {
        errno = EDOM;
        return x == 0 ? FP_ILOGB0 : x != x ? FP_ILOGBNAN : 0x7fffffff;
    }
    return exponent(x);
}

LONG1(logb)
float logbf(float x) { return (float)logb(x); }
int ilogbl(long double x) { return ilogb(x); }
int ilogbf(float x) { return ilogb(x); }
