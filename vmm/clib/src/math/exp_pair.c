/* The exponential function of a pair.

   P. T. P. Tang, "Table-driven implementation of the exponential function in IEEE floating-point arithmetic", ACM TOMS
   15 (1989): x = (128 k + i) ln 2 / 128 + r, |r| < 0.00272, and e^x = 2^k * 2^(i/128) * e^r. The table's high parts and
   those of r have 26 digits, so that their product is exact; what is rounded is below 2^-17 of the whole. */
#include "math_impl.h"

/* (e^r - 1 - r) / r^2 for |r| < ln 2 / 256, error 2^-58. */
static const double P[5] = {
    0x1p-1, 0x1.55555555554d8p-3, 0x1.5555555555517p-5, 0x1.1111150cbea9p-7, 0x1.6c16c567c457fp-10
};

double __math_exp(double h, double l, int *k, double *low) {
    double n = (h * 0x1.71547652b82fep+7 + 0x1.8p52) - 0x1.8p52, r, r1, r2, t1, t2, s, a, e;
    int m = (int)n, i = m & 127;
    /* ln 2 / 128 in two parts: n times the first, which has 35 digits, is exact, and so is the difference. */
    r = h - n * 0x1.62e42fefcp-8;
    /* A multiple of 2^-34. */
    r1 = (r + 0x1.8p18) - 0x1.8p18;
    r2 = (r - r1) + (l - n * -0x1.c610ca86c3899p-44);
    r = r1 + r2;
    t1 = __math_exp_table[2 * i];
    t2 = __math_exp_table[2 * i + 1];
    s = t1 * r1;
    FAST_SUM(a, e, t1, s);
    *k = m >> 7;
    r1 = r * r * (P[0] + r * P[1] + r * r * (P[2] + r * P[3] + r * r * P[4]));
    l = e + (t2 + (t1 * r2 + t2 * r) + (t1 + t2) * r1);
    FAST_SUM(h, *low, a, l);
    return h;
}
