/* The square root of a sum of squares: the sum as a pair, the root corrected by what its square lacks. */
#include "math_impl.h"

double hypot(double x, double y) {
    double a = x < 0 ? -x : x, b = y < 0 ? -y : y, unit = 1.0, h, l, e, f, s;
    if (a - a != 0 || b - b != 0) return a == INFINITY || b == INFINITY ? INFINITY : x + y;
    if (a < b) {
        s = a;
        a = b;
        b = s;
    }
    if (b < a * 0x1p-54) {
        s = a + b;
        return s - s != 0 ? __math_range(s) : s;
    }
    if (a > 0x1p500) {
        unit = 0x1p600;
        a *= 0x1p-600;
        b *= 0x1p-600;
    } else if (b < 0x1p-400) {
        if (a == 0) return 0.0;
        unit = 0x1p-600;
        a *= 0x1p600;
        b *= 0x1p600;
    }
    MUL(h, l, a, a);
    MUL(s, e, b, b);
    l += e;
    FAST_SUM(h, f, h, s);
    l += f;
    s = __builtin_sqrt(h);
    MUL(a, e, s, s);
    s += (((h - a) - e) + l) / (2 * s);
    s *= unit;
    return s - s != 0 ? __math_range(s) : s;
}

long double hypotl(long double x, long double y) { return hypot(x, y); }
float hypotf(float x, float y) { return __math_float(hypot(x, y)); }
