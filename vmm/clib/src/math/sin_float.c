/* The sine and cosine of a float: by doubles alone, which are right to 2^-50. */
#include "math_impl.h"

/* (sin h - h) / h^3 and (cos h - 1 + h^2 / 2) / h^4 by h^2, |h| <= pi/4 and a little, errors 2^-54 and 2^-57. */
static const double S[6] = {
    -0x1.5555555555555p-3, 0x1.1111111110b97p-7, -0x1.a01a019e7d21ap-13, 0x1.71de378e148cap-19,
    -0x1.ae60023696a43p-26, 0x1.5e07f04f301b6p-33
};
static const double C[6] = {
    0x1.5555555555555p-5, -0x1.6c16c16c16959p-10, 0x1.a01a019f4b6aap-16, -0x1.27e4fa139e45dp-22,
    0x1.1eeb64821c697p-29, -0x1.907a78f9a8549p-37
};

/* The sine of x + n * pi/2 for n = 0 and 1; x is below 2^20. */
static float turned(double x, int n) {
    /* 2 / pi; pi/2 in two parts, of which the first has 33 digits, so that what is subtracted first is exact. */
    double q = (x * 0x1.45f306dc9c883p-1 + 0x1.8p52) - 0x1.8p52, r, z, w;
    r = (x - q * 0x1.921fb544p+0) - q * 0x1.0b4611a626331p-34;
    n += (int)q;
    z = r * r;
    w = z * z;
    if (n & 1) r = 1.0 - 0.5 * z + w * (C[0] + z * C[1] + w * (C[2] + z * C[3] + w * (C[4] + z * C[5])));
    else r += r * z * (S[0] + z * S[1] + w * (S[2] + z * S[3] + w * (S[4] + z * S[5])));
    return (float)(n & 2 ? -r : r);
}

float sinf(float x) {
    if (x > -0x1p-12f && x < 0x1p-12f) return x;
    return x > -0x1p20f && x < 0x1p20f ? turned(x, 0) : (float)sin(x);
}

float cosf(float x) { return x > -0x1p20f && x < 0x1p20f ? turned(x, 1) : (float)cos(x); }
