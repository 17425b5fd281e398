/* The natural logarithm: as log_pair.c has it, but that nothing is kept beside the result. */
#include "math_impl.h"

double log(double x) {
    const double *t;
    union __number n;
    double z, c, r, r1, r2, s, h, e;
    unsigned place;
    int k = 0;
    n.f = x;
    if (n.u - HIDDEN >= 0x7fe0000000000000ULL) {
        /* No normal number above zero. */
        if (x == 0) return __math_range(-INFINITY);
        if (!(x > 0)) return x < 0 ? __math_domain() : x;
        if (x == INFINITY) return x;
        n.f = x * 0x1p54;
        k = -54;
    }
    place = (unsigned)(n.u >> 32) - 0x3fe60000;
    t = &__math_log_table[3 * (place >> 13 & 127)];
    n.u -= (unsigned long long)(place & 0xfff00000) << 32;
    k += (int)place >> 20;
    z = n.f;
    c = t[0];
    /* z to the nearest multiple of 2^-20, and the rest: so r2 is never more than half of r1, unless that is 0. */
    r1 = (z + 0x1.8p32) - 0x1.8p32;
    r2 = (z - r1) * c;
    r1 = r1 * c - 1.0;
    r = r1 + r2;
    s = (double)k * 0x1.62e42fefa4p-1 + t[1] + r1;
    FAST_SUM(h, e, s, r2);
    z = r * r;
    c = -0.5 + r * (__math_log_terms[0] + r * __math_log_terms[1] + z * (__math_log_terms[2] + r * __math_log_terms[3] +
        z * (__math_log_terms[4] + r * __math_log_terms[5] + z * __math_log_terms[6])));
    return h + (e + ((double)k * -0x1.8432a1b0e2634p-43 + t[2] + z * c));
}

LONG1(log)
FLOAT1(log)
