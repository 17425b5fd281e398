/* A number times a power of two. */
#include "math_impl.h"

double ldexp(double x, int e) {
    union __number n;
    double result = x;
    int k = e;
    if (x == 0 || x - x != 0) return x;
    for (; k > 1023; k -= 1023) {
        result *= 0x1p1023;
        if (result - result != 0) return __math_range(result);
    }
    /* Of what goes down, only the last step can round: 53 digits are kept in hand. */
    for (; k < -969; k += 969) {
        result *= 0x1p-969;
        if (result == 0) return __math_range(result);
        if (k < -3000) k = -3000;
    }
    result *= POWER(n, k);
    return result == 0 || result - result != 0 ? __math_range(result) : result;
}

long double ldexpl(long double x, int e) { return ldexp(x, e); }
float ldexpf(float x, int e) { return __math_float(ldexp(x, e)); }
double scalbn(double x, int e) { return ldexp(x, e); }
long double scalbnl(long double x, int e) { return ldexp(x, e); }
float scalbnf(float x, int e) { return __math_float(ldexp(x, e)); }
double scalbln(double x, long e) { return ldexp(x, (int)e); }
long double scalblnl(long double x, long e) { return ldexp(x, (int)e); }
float scalblnf(float x, long e) { return __math_float(ldexp(x, (int)e)); }
