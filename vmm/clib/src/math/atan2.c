/* The angle of a point. */
#include "math_impl.h"

double atan2(double y, double x) {
    union __number n;
    double ax = x < 0 ? -x : x, ay = y < 0 ? -y : y, h, l, base, e;
    int left, steep;
    if (x != x || y != y) return x + y;
    n.f = x;
    left = n.w[1] >> 31;
    steep = ay > ax;
    if (ay == 0 || ax - ax != 0) {
        /* On the axis of x, or infinitely far from that of y. */
        if (ay - ay != 0) h = left ? THREE_PI_4_H : PI_4_H;
        else h = left ? PI_H : 0.0;
    } else if (ax == 0 || ay - ay != 0) {
        h = PI_2_H;
    } else if (!left && !steep && ay < ax * 0x1p-27) {
        /* The angle is the quotient, and rounds with it. */
        h = y / x;
        return h == 0 ? __math_range(h) : h;
    } else {
        /* Neither sum nor product may leave the range. */
        base = steep ? ay : ax;
        if (base > 0x1p900) {
            ax *= 0x1p-300;
            ay *= 0x1p-300;
        } else if (base < 0x1p-600) {
            ax *= 0x1p400;
            ay *= 0x1p400;
        }
        if (steep ? ax < ay * 0x1p-70 : ay < ax * 0x1p-70) h = l = 0;
        else h = steep ? __math_atan(ax, ay, &l) : __math_atan(ay, ax, &l);
        if (steep) {
            base = PI_2_H;
            e = PI_2_L;
            if (!left) {
                h = -h;
                l = -l;
            }
        } else if (left) {
            base = PI_H;
            e = PI_L;
            h = -h;
            l = -l;
        } else {
            base = e = 0;
        }
        l += e;
        FAST_SUM(h, e, base, h);
        h += e + l;
    }
    n.f = y;
    return n.w[1] >> 31 ? -h : h;
}

long double atan2l(long double y, long double x) { return atan2(y, x); }
float atan2f(float y, float x) { return __math_float(atan2(y, x)); }
