/* The cube root. */
#include "math_impl.h"

double cbrt(double x) {
    union __number n;
    double a = x < 0 ? -x : x, t, s, p, e, u, unit = 1.0;
    if (a == 0 || x - x != 0) return x;
    if (a < 0x1p-960) {
        a *= 0x1p120;
        unit = 0x1p-40;
    } else if (a > 0x1p960) {
        a *= 0x1p-120;
        unit = 0x1p40;
    }
    /* A third of the exponent, and a line in each octave: within 5 %. W. Kahan's trick, "Computing a real cube root"
       (1991). 715094163 is 2/3 of 1023 * 2^20, less what makes the error as small to both sides. */
    n.f = a;
    n.u = (unsigned long long)(n.w[1] / 3 + 715094163) << 32;
    t = n.f;
    /* a^(1/3) = t (1 - u)^(-1/3), u = 1 - t^3 / a: the binomial series, 2^-18. */
    u = 1 - t * t * (t / a);
    n.f = t + t * u * (1.0 / 3 + u * (2.0 / 9 + u * (14.0 / 81 + u * (35.0 / 243))));
    /* 21 digits: the square is exact, the cube as a pair is. */
    n.u &= ~0xffffffffULL;
    t = n.f;
    s = t * t;
    MUL(p, e, s, t);
    u = ((a - p) - e) / p;
    t += t * u * (1.0 / 3 - u * (1.0 / 9 - u * (5.0 / 81)));
    t *= unit;
    return x < 0 ? -t : t;
}

LONG1(cbrt)
FLOAT1(cbrt)
