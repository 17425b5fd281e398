/* The remainder of a division whose quotient is rounded to the nearest, halves to the even one: exact. */
#include "math_impl.h"

double remainder(double x, double y) {
    unsigned quotient;
    if (x != x || y != y) return x + y;
    if (x - x != 0 || y == 0) return __math_domain();
    return __math_divide(x, y, 1, &quotient);
}

/* The quotient's last 31 digits, with its sign. errno stays as it is: so it is in the GNU C library. */
double remquo(double x, double y, int *quotient) {
    union __number a, b;
    unsigned q;
    *quotient = 0;
    if (x != x || y != y) return x + y;
    if (x - x != 0 || y == 0) {
        a.u = 0xfff8000000000000ULL;
        return a.f;
    }
    x = __math_divide((a.f = x), (b.f = y), 1, &q);
    q &= 0x7fffffff;
    *quotient = (a.w[1] ^ b.w[1]) >> 31 ? -(int)q : (int)q;
    return x;
}

long double remainderl(long double x, long double y) { return remainder(x, y); }
float remainderf(float x, float y) { return (float)remainder(x, y); }
double drem(double x, double y) { return remainder(x, y); }
float dremf(float x, float y) { return (float)remainder(x, y); }
long double remquol(long double x, long double y, int *quotient) { return remquo(x, y, quotient); }
float remquof(float x, float y, int *quotient) { return (float)remquo(x, y, quotient); }
