/* The greater and the lesser of two: a NaN is no number, so the other one is. Of two zeros the one without a sign is
   greater. */
#include "math_impl.h"

double fmax(double x, double y) {
    union __number n;
    if (x == y) {
        n.f = x;
        return n.w[1] >> 31 ? y : x;
    }
    return x > y || y != y ? x : y;
}

double fmin(double x, double y) {
    union __number n;
    if (x == y) {
        n.f = x;
        return n.w[1] >> 31 ? x : y;
    }
    return x < y || y != y ? x : y;
}

long double fmaxl(long double x, long double y) { return fmax(x, y); }
float fmaxf(float x, float y) { return (float)fmax(x, y); }
long double fminl(long double x, long double y) { return fmin(x, y); }
float fminf(float x, float y) { return (float)fmin(x, y); }
