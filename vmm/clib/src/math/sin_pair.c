/* The sine between -pi/4 and pi/4. */
#include "math_impl.h"

/* (sin h - h) / h^3 by h^2, |h| <= pi/4, error 2^-66. */
static const double P[7] = {
    -0x1.5555555555555p-3, 0x1.111111111111p-7, -0x1.a01a01a019936p-13, 0x1.71de3a54605eep-19,
    -0x1.ae64541266378p-26, 0x1.61217ec01749dp-33, -0x1.ab17a79237a19p-41
};

double __math_sin(double h, double l, double *low) {
    double z = h * h, w = z * z, a, b, c;
    /* What is added to h is up to an eighth of it: h^2 and the last product are exact. The derivative,
       1 - h^2 / 2, is near to 1 + 3 c. */
    SPLIT(a, b, h);
    w = P[0] + z * P[1] + w * (P[2] + z * P[3] + w * (P[4] + z * P[5] + w * P[6]));
    c = z * w + (((a * a - z) + 2 * a * b) + b * b) * w;
    MUL(z, b, h, c);
    FAST_SUM(h, a, h, z);
    l = l + l * c * 3 + b + a;
    FAST_SUM(h, *low, h, l);
    return h;
}
