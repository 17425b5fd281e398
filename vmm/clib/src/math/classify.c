/* What the classification macros call. A float converted to double stays what it is, unless it is below the normal
   floats: fpclassify and isnormal have a function of their own for it. */
#include "math_impl.h"

int __math_fpclassify(double x) {
    union __number n;
    unsigned high;
    n.f = x;
    high = n.w[1] & 0x7fffffff;
    if (high >= 0x7ff00000) return high == 0x7ff00000 && !n.w[0] ? FP_INFINITE : FP_NAN;
    if (high >= 0x00100000) return FP_NORMAL;
    return high | n.w[0] ? FP_SUBNORMAL : FP_ZERO;
}

int __math_fpclassifyf(float x) {
    union __numberf n;
    n.f = x;
    n.u &= 0x7fffffff;
    if (n.u >= 0x7f800000) return n.u == 0x7f800000 ? FP_INFINITE : FP_NAN;
    if (n.u >= 0x00800000) return FP_NORMAL;
    return n.u ? FP_SUBNORMAL : FP_ZERO;
}

int __math_isfinite(double x) { return x - x == 0; }
int __math_isnan(double x) { return x != x; }
int __math_isinf(double x) { return x > 0x1.fffffffffffffp1023 ? 1 : x < -0x1.fffffffffffffp1023 ? -1 : 0; }

int __math_signbit(double x) {
    union __number n;
    n.f = x;
    return n.w[1] >> 31;
}

int __math_isunordered(double x, double y) { return x != x || y != y; }
int __math_islessgreater(double x, double y) { return x < y || x > y; }
