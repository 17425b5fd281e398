/* Arguments of trigonometric functions, less the nearest multiple of pi/2. */
#include "math_impl.h"

/* 2/pi, 1344 binary digits: those of the largest double's exponent and 300 more. */
static const unsigned TWO_OVER_PI[42] = {
    0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561, 0xb7246e3a,
    0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484, 0xe99c7026, 0xb45f7e41,
    0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f, 0xef2f118b, 0x5a0a6d1f, 0x6d367ecf,
    0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b, 0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08,
    0x56033046, 0xfc7b6bab, 0xf0cfbc20, 0x9af4361d, 0xa9e39161, 0x5ee61b08
};

/* M. H. Payne and R. N. Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18 (1983): of the
   digits of 2/pi only those are multiplied that tell the quotient modulo 4 and its fraction. x >= 2^20. */
static int huge(double x, double *high, double *low) {
    union __number n;
    unsigned product[9], f[5], m[2], carry;
    unsigned long long t;
    double h, l, e, unit = 0x1p-30, sign = 1.0;
    int q, from, i, j, bits, words, quadrant;
    n.f = x;
    /* x = m * 2^q, a whole m of 53 digits. */
    q = (int)(n.w[1] >> 20) - 1023 - 52;
    m[0] = n.w[0];
    m[1] = (n.w[1] & 0x000fffff) | 0x00100000;
    /* Digits of a weight 2^-j, j < q - 1, give multiples of 4. Seven words of the others: what they leave out is below
       2^-137 of the quotient, and no double is nearer to a multiple of pi/2 than 2^-62 (J.-M. Muller, "Elementary
       Functions", 11.3.1). */
    from = q > 2 ? (q - 2) / 32 : 0;
    for (i = 0; i < 9; i++) product[i] = 0;
    /* The most significant word comes first. */
    for (i = 6; i >= 0; i--) {
        carry = 0;
        for (j = 0; j < 2; j++) {
            t = (unsigned long long)TWO_OVER_PI[from + i] * m[j] + product[i + 2 - j] + carry;
            product[i + 2 - j] = (unsigned)t;
            carry = (unsigned)(t >> 32);
        }
        product[i] = carry;
    }
    /* The product's point is 224 + 32 from - q digits from its end. Two digits left of it go to the top. */
    bits = 62 + q - 32 * from;
    words = bits >> 5;
    bits &= 31;
    for (i = 0; i < 5; i++) {
        f[i] = product[i + words];
        if (bits) f[i] = f[i] << bits | (i + words < 8 ? product[i + words + 1] >> (32 - bits) : 0);
    }
    quadrant = (int)(f[0] >> 30);
    /* From a half on, the next multiple is nearer. */
    if (f[0] >> 29 & 1) {
        quadrant++;
        sign = -1.0;
        carry = 1;
        for (i = 4; i >= 0; i--) {
            f[i] = ~f[i] + carry;
            carry = carry && !f[i];
        }
    }
    f[0] &= 0x3fffffff;
    /* The first word that is not zero, and three more: at least 97 digits. */
    for (i = 0; i < 1 && !f[i]; i++) unit *= 0x1p-32;
    FAST_SUM(h, l, (double)f[i], (double)f[i + 1] * 0x1p-32);
    l += (double)f[i + 2] * 0x1p-64 + (double)f[i + 3] * 0x1p-96;
    FAST_SUM(h, l, h, l);
    unit *= sign;
    MUL2(h, e, h, l, PI_2_H, PI_2_L);
    *high = h * unit;
    *low = e * unit;
    return quadrant;
}

int __math_reduce(double x, double *high, double *low) {
    double a = x < 0 ? -x : x, n, s, e, e2;
    int quadrant;
    if (a <= PI_4_H) {
        *high = x;
        *low = 0;
        return 0;
    }
    if (a >= 0x1p20) {
        quadrant = huge(a, high, low);
        if (x > 0) return quadrant;
        *high = -*high;
        *low = -*low;
        return -quadrant;
    }
    /* W. J. Cody and W. Waite, "Software Manual for the Elementary Functions" (1980): pi/2 in three parts of 33 digits,
       so that their products with n are exact, and a fourth: 152 digits. So is the first difference exact. */
    n = (x * 0x1.45f306dc9c883p-1 + 0x1.8p52) - 0x1.8p52;
    x -= n * 0x1.921fb544p+0;
    TWO_SUM(s, e, x, -n * 0x1.0b4611a6p-34);
    TWO_SUM(s, e2, s, -n * 0x1.3198a2ep-69);
    FAST_SUM(*high, *low, s, e + e2 - n * 0x1.b839a252049c1p-104);
    return (int)n;
}
