/* The end of what computes with pairs and powers of two. */
#include "math_impl.h"

double __math_scale(double h, double l, int k) {
    union __number p;
    double s, e, one, result;
    if (k > -1018 && k < 1020) {
        return (h + l) * POWER(p, k);
    }
    if (k > 0) {
        if (k > 1040) k = 1040;
        result = (h + l) * POWER(p, k - 100) * 0x1p100;
        return result - result != 0 ? __math_range(result) : result;
    }
    if (k < -1100) return __math_range(h < 0 ? -0.0 : 0.0);
    /* The sum with 2^-1022 * 2^52 * 2^-52 = 1 * 2^-1022 rounds where a number of the smallest exponent ends. */
    one = POWER(p, k + 1022);
    FAST_SUM(s, e, h * one, l * one);
    if ((s < 0 ? -s : s) >= 1) return s * 0x1p-1022;
    one = s < 0 ? -1.0 : 1.0;
    h = one + s;
    l = s - (h - one) + e;
    h += l;
    result = (h - one) * 0x1p-1022;
    if (result == 0) return __math_range(one < 0 ? -0.0 : 0.0);
    return result;
}
