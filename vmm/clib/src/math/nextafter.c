/* The next number in a direction: bits, counted as one whole number. */
#include "math_impl.h"

double nextafter(double x, double y) {
    union __number n;
    unsigned high;
    if (x != x || y != y) return x + y;
    if (x == y) return y;
    n.f = x;
    if (x == 0) {
        n.u = 1;
        return y < 0 ? -n.f : n.f;
    }
    if ((x < y) == (x > 0)) n.u++;
    else n.u--;
    /* Infinite, or below the normal numbers. */
    high = n.w[1] & 0x7ff00000;
    return high == 0x7ff00000 || !high ? __math_range(n.f) : n.f;
}

float nexttowardf(float x, long double y) {
    union __numberf n;
    unsigned high;
    if (x != x || y != y) return (float)(x + y);
    if (x == y) return (float)y;
    n.f = x;
    if (x == 0) {
        n.u = 1;
        return y < 0 ? -n.f : n.f;
    }
    if ((x < y) == (x > 0)) n.u++;
    else n.u--;
    high = n.u & 0x7f800000;
    return high == 0x7f800000 || !high ? (float)__math_range(n.f) : n.f;
}

long double nextafterl(long double x, long double y) { return nextafter(x, y); }
double nexttoward(double x, long double y) { return nextafter(x, y); }
long double nexttowardl(long double x, long double y) { return nextafter(x, y); }
float nextafterf(float x, float y) { return nexttowardf(x, y); }
