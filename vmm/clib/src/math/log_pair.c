/* The natural logarithm of a pair.

   P. T. P. Tang, "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic", ACM TOMS 16
   (1990), with reciprocals for the table's arguments: x = 2^k z, 11/16 <= z < 11/8, and log x = k ln 2 - log c +
   log1p(r) with r = z c - 1, |r| <= 2^-7. c has 10 digits and the first part of z at most 21, so that the first part of
   r, its square, and its sum with the table's values, multiples of 2^-41, are exact. About 1 the c is 1 and its
   logarithm 0: nothing cancels there. */
#include "math_impl.h"

double __math_log(double h, double l, double *low) {
    union __number n;
    const double *t;
    double z, c, r, r1, r2, rest, s, a, e;
    int k = 0;
    unsigned place;
    n.f = h;
    if (h < 0x1p-1022) {
        /* Below the normal numbers. */
        n.f = h * 0x1p54;
        k = -54;
    }
    place = (unsigned)(n.u >> 32) - 0x3fe60000;
    k += (int)place >> 20;
    t = &__math_log_table[3 * (place >> 13 & 127)];
    n.u -= (unsigned long long)(place & 0xfff00000) << 32;
    c = t[0];
    /* z to the nearest multiple of 2^-20, and the rest: so r2 is never more than half of r1, unless that is 0. */
    z = n.f;
    r1 = (z + 0x1.8p32) - 0x1.8p32;
    r2 = (z - r1) * c;
    r1 = r1 * c - 1.0;
    rest = 0;
    if (l != 0) {
        union __number p;
        l = l * POWER(p, -k) * c;
        TWO_SUM(r2, rest, r2, l);
    }
    r = r1 + r2;
    z = r * r;
    s = (double)k * 0x1.62e42fefa4p-1 + t[1] + r1;
    FAST_SUM(h, e, s, r2);
    FAST_SUM(a, s, h, -0.5 * r1 * r1);
    l = (double)k * -0x1.8432a1b0e2634p-43 + t[2] + (rest - r2 * (r1 + 0.5 * r2) +
        r * z * (__math_log_terms[0] + r * __math_log_terms[1] + z * (__math_log_terms[2] + r * __math_log_terms[3] +
            z * (__math_log_terms[4] + r * __math_log_terms[5] + z * __math_log_terms[6]))));
    l += s + e;
    FAST_SUM(h, *low, a, l);
    return h;
}
