/* The cosine between -pi/4 and pi/4. */
#include "math_impl.h"

/* (cos h - 1 + h^2 / 2) / h^4 by h^2, |h| <= pi/4, error 2^-59. */
static const double P[6] = {
    0x1.5555555555555p-5, -0x1.6c16c16c16966p-10, 0x1.a01a019f4e867p-16, -0x1.27e4fa17a41b4p-22,
    0x1.1eeb68b109173p-29, -0x1.907d7aebd5e3dp-37
};

double __math_cos(double h, double l, double *low) {
    double z = h * h, w = z * z, a, b, s;
    /* h^2 exactly: it is up to 0.6, and the result's unit is that of 1/2. */
    SPLIT(a, b, h);
    b = ((a * a - z) + 2 * a * b) + b * b;
    s = 1 - 0.5 * z;
    l = ((1 - s) - 0.5 * z) + (w * (P[0] + z * P[1] + w * (P[2] + z * P[3] + w * (P[4] + z * P[5]))) - 0.5 * b - h * l);
    FAST_SUM(h, *low, s, l);
    return h;
}
