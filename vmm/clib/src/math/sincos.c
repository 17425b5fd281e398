/* Sine and cosine at once, as in the GNU C library. */
#include "math_impl.h"

void sincos(double x, double *sine, double *cosine) {
    double h, l, s, c, rest;
    int n;
    if (x > -0x1p-27 && x < 0x1p-27) {
        *sine = x;
        *cosine = 1.0;
        return;
    }
    if (x - x != 0) {
        *sine = *cosine = x != x ? x : __math_domain();
        return;
    }
    n = __math_reduce(x, &h, &l);
    s = __math_sin(h, l, &rest);
    c = __math_cos(h, l, &rest);
    if (n & 2) {
        s = -s;
        c = -c;
    }
    *sine = n & 1 ? c : s;
    *cosine = n & 1 ? -s : c;
}

void sincosl(long double x, long double *sine, long double *cosine) {
    double s, c;
    sincos(x, &s, &c);
    *sine = s;
    *cosine = c;
}
void sincosf(float x, float *sine, float *cosine) {
    double s, c;
    sincos(x, &s, &c);
    *sine = (float)s;
    *cosine = (float)c;
}
