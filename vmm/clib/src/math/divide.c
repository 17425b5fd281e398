/* Long division of significands, eleven binary digits a step. */
#include "math_impl.h"

double __math_divide(double x, double y, int nearest, unsigned *quotient) {
    union __number a, b;
    unsigned long long m, d;
    unsigned sign, q = 0;
    int ea, eb, step;
    a.f = x;
    b.f = y;
    sign = a.w[1] & 0x80000000;
    a.w[1] &= 0x7fffffff;
    b.w[1] &= 0x7fffffff;
    if (b.w[1] >= 0x7ff00000 || (!nearest && a.u < b.u)) {
        if (quotient) *quotient = 0;
        return x;
    }
    /* Significands with the hidden bit; numbers below 2^-1022 have none and the exponent of the smallest. */
    ea = (int)(a.w[1] >> 20);
    eb = (int)(b.w[1] >> 20);
    m = a.u & FRACTION;
    d = b.u & FRACTION;
    if (ea) m |= HIDDEN;
    else ea = 1;
    if (eb) d |= HIDDEN;
    else eb = 1;
    if (ea < eb) {
        /* |x| is below |y|, and perhaps above its half. */
        if (ea < eb - 1) {
            *quotient = 0;
            return x;
        }
        d <<= 1;
        eb--;
    } else {
        for (; ea > eb; ea -= step) {
            step = ea - eb < 11 ? ea - eb : 11;
            if (m >= d) {
                q += (unsigned)(m / d);
                m %= d;
            }
            m <<= step;
            q <<= step;
        }
        q += (unsigned)(m / d);
        m %= d;
    }
    if (nearest) {
        if (2 * m > d || (2 * m == d && q & 1)) {
            m = d - m;
            sign ^= 0x80000000;
            q++;
        }
        *quotient = q;
    }
    if (m) {
        for (; eb > 1 && !(m & HIDDEN); eb--) m <<= 1;
        if (m & HIDDEN) m = (m & FRACTION) | (unsigned long long)eb << 52;
    }
    a.u = m;
    a.w[1] |= sign;
    return a.f;
}
