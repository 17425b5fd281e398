/* A number as a fraction from a half to one, and a power of two. */
#include "math_impl.h"

double frexp(double x, int *exponent) {
    union __number n;
    int e;
    n.f = x;
    e = (int)(n.w[1] >> 20 & 2047);
    *exponent = 0;
    if (e == 2047 || x == 0) return x;
    if (e == 0) {
        n.f = x * 0x1p54;
        e = (int)(n.w[1] >> 20 & 2047) - 54;
    }
    *exponent = e - 1022;
    n.u = (n.u & (SIGN | FRACTION)) | 0x3fe0000000000000ULL;
    return n.f;
}

long double frexpl(long double x, int *exponent) { return frexp(x, exponent); }
float frexpf(float x, int *exponent) { return (float)frexp(x, exponent); }
