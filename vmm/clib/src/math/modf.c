/* A number's whole part and the rest, both with its sign. */
#include "math_impl.h"

double modf(double x, double *whole) {
    union __number n, rest;
    double t = trunc(x);
    *whole = t;
    if (x != x) return x;
    n.f = x;
    rest.f = x - x != 0 ? 0.0 : x - t;
    rest.u = (rest.u & ~SIGN) | (n.u & SIGN);
    return rest.f;
}


long double modfl(long double x, long double *whole) {
    double t, rest = modf(x, &t);
    *whole = t;
    return rest;
}

float modff(float x, float *whole) {
    double t, rest = modf(x, &t);
    *whole = (float)t;
    return (float)rest;
}
