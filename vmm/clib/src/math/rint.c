/* The nearest whole number, halves to the even one: 2^52 and more have no place for halves, so adding it rounds. */
#include "math_impl.h"

double rint(double x) {
    double t;
    if (x >= 0) {
        if (!(x < 0x1p52) || x == 0) return x;
        return (x + 0x1p52) - 0x1p52;
    }
    if (!(x > -0x1p52)) return x;
    t = (x - 0x1p52) + 0x1p52;
    return t == 0 ? -0.0 : t;
}

/* Out of range, and for NaN, the least number, as the processor has it. */
static long long to_long_long(double r) {
    return r >= -0x1p63 && r < 0x1p63 ? (long long)r : -0x7fffffffffffffffLL - 1;
}

static long to_long(double r) { return r >= -0x1p31 && r < 0x1p31 ? (long)r : (long)-0x80000000LL; }

LONG1(rint)
float rintf(float x) { return (float)rint(x); }
double nearbyint(double x) { return rint(x); }
long double nearbyintl(long double x) { return rint(x); }
float nearbyintf(float x) { return (float)rint(x); }

long lrint(double x) { return to_long(rint(x)); }
long lrintl(long double x) { return to_long(rint(x)); }
long lrintf(float x) { return to_long(rint(x)); }
long long llrint(double x) { return to_long_long(rint(x)); }
long long llrintl(long double x) { return to_long_long(rint(x)); }
long long llrintf(float x) { return to_long_long(rint(x)); }
