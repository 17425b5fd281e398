/* The arc sine; beyond a half by asin x = pi/2 - 2 asin sqrt((1 - x) / 2). */
#include "math_impl.h"

/* (asin s - s) / s^3 by s^2, |s| <= 1/2, error 2^-55. */
static const double P[13] = {
    0x1.5555555555556p-3, 0x1.3333333332ecap-4, 0x1.6db6db6e31f13p-5, 0x1.f1c71c1db0623p-6, 0x1.6e8bb1c8209a2p-6,
    0x1.1c4d35cf95421p-6, 0x1.c9cf07674736ap-7, 0x1.782651caa6547p-7, 0x1.52420b04b37bep-7, 0x1.65a9c4dfcf8b2p-8,
    0x1.1d189408314eep-6, -0x1.e6aaa8a0a04ccp-7, 0x1.d72b2bc8155f8p-6
};

/* asin s - s, z = s^2 */
#define ASIN(s, z) \
    (s * z * (P[0] + z * P[1] + z * z * (P[2] + z * P[3] + z * z * (P[4] + z * P[5] + z * z * (P[6] + z * P[7] + \
        z * z * (P[8] + z * P[9] + z * z * (P[10] + z * P[11] + z * z * P[12])))))))

double asin(double x) {
    double a = x < 0 ? -x : x, z, s, t, h, e;
    if (a <= 0.5) {
        if (a < 0x1p-27) return x;
        z = x * x;
        return x + ASIN(x, z);
    }
    if (!(a < 1)) {
        if (a == 1) return x * PI_2_H;
        return x != x ? x : -__math_domain();
    }
    z = (1 - a) * 0.5;
    s = __builtin_sqrt(z);
    MUL(h, e, s, s);
    t = ASIN(s, z) + ((z - h) - e) / (2 * s);
    FAST_SUM(h, e, PI_2_H, -2 * s);
    h += e + (PI_2_L - 2 * t);
    return x < 0 ? -h : h;
}

LONG1(asin)
FLOAT1(asin)
