/* The nearest whole number, halves away from zero. The difference from the truncated one is exact. */
#include "math_impl.h"

double round(double x) {
    double t, d;
    if (x > -0x1p30 && x < 0x1p30 && (x > 0.25 || x < -0.25)) {
        t = (int)x;
        d = x - t;
        if (d < 0.5 && d > -0.5 && t == 0) return x < 0 ? -0.0 : 0.0;
    } else {
        t = trunc(x);
        d = x - t;
    }
    if (d >= 0.5) return t + 1;
    return d <= -0.5 ? t - 1 : t;
}

/* Out of range, and for NaN, the least number, as the processor has it. */
static long long to_long_long(double r) {
    return r >= -0x1p63 && r < 0x1p63 ? (long long)r : -0x7fffffffffffffffLL - 1;
}

static long to_long(double r) { return r >= -0x1p31 && r < 0x1p31 ? (long)r : (long)-0x80000000LL; }

LONG1(round)
float roundf(float x) { return (float)round(x); }

long lround(double x) { return to_long(round(x)); }
long lroundl(long double x) { return to_long(round(x)); }
long lroundf(float x) { return to_long(round(x)); }
long long llround(double x) { return to_long_long(round(x)); }
long long llroundl(long double x) { return to_long_long(round(x)); }
long long llroundf(float x) { return to_long_long(round(x)); }
