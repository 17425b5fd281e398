/* What the members of <math.h> share.

   Results are made of two doubles, `high + low`, wherever one would not be enough: such a pair has about 106 binary
   digits, and when only the last addition rounds, the result is within 0.5 ulp and a little. The exact sums and
   products are those of T. J. Dekker, "A floating-point technique for extending the available precision", Numerische
   Mathematik 18 (1971), and D. E. Knuth, "The Art of Computer Programming", volume 2, 4.2.2. They need that an
   operation on doubles rounds once, to double, which holds in every engine.

   Tables and coefficients are our own, made with mpmath at 300 binary digits: tables are values of the function in
   question, split where the text says so; polynomials interpolate it at the Chebyshev nodes of the named interval
   (mpmath's chebyfit) and are rounded to double, the constant term first. */

#ifndef MATH_IMPL_H
#define MATH_IMPL_H

#include <errno.h>
#include <math.h>

/* A double and its bits; `w[1]` has the sign, the exponent and the first 20 digits. What is written in halves is read
   slowly as a whole: the processor has to wait for both to reach the cache. */
union __number {
    double f;
    unsigned long long u;
    unsigned w[2];
};

union __numberf {
    float f;
    unsigned u;
};

#define SIGN 0x8000000000000000ULL
#define FRACTION 0x000fffffffffffffULL
#define HIDDEN 0x0010000000000000ULL

/* Constants as pairs. */
#define PI_H 0x1.921fb54442d18p+1 /* pi */
#define PI_L 0x1.1a62633145c07p-53
#define PI_2_H 0x1.921fb54442d18p+0 /* pi / 2 */
#define PI_2_L 0x1.1a62633145c07p-54
#define PI_4_H 0x1.921fb54442d18p-1 /* pi / 4 */
#define THREE_PI_4_H 0x1.2d97c7f3321d2p+1 /* 3 pi / 4 */
#define LN2_H 0x1.62e42fefa39efp-1 /* log 2 */
#define LN2_L 0x1.abc9e3b39803fp-56
#define LN10_H 0x1.26bb1bbb55516p+1 /* log 10 */
#define LN10_L -0x1.f48ad494ea3e9p-53
#define INV_LN2_H 0x1.71547652b82fep+0 /* 1 / log 2 */
#define INV_LN2_L 0x1.777d0ffda0d24p-56
#define INV_LN10_H 0x1.bcb7b1526e50ep-2 /* 1 / log 10 */
#define INV_LN10_L 0x1.95355baaafad3p-57
#define TWO_SQRTPI_H 0x1.20dd750429b6dp+0 /* 2 / sqrt pi */
#define TWO_SQRTPI_L 0x1.1ae3a914fed8p-56
#define INV_SQRTPI_H 0x1.20dd750429b6dp-1 /* 1 / sqrt pi */
#define INV_SQRTPI_L 0x1.1ae3a914fed8p-57
#define LN_SQRT_2PI_H 0x1.d67f1c864beb5p-1 /* log(2 pi) / 2 */
#define LN_SQRT_2PI_L -0x1.65b5a1b7ff5dfp-55
#define LNPI_H 0x1.250d048e7a1bdp+0 /* log pi */
#define LNPI_L 0x1.7abf2ad8d5088p-57
#define ONE_MINUS_EULER_H 0x1.b0ee6072093cep-2 /* 1 - Euler's constant */
#define ONE_MINUS_EULER_L 0x1.6cb90701fbfabp-58

/* 2^k, for one of a normal number; p is a `union __number`. */
#define POWER(p, k) ((p).u = (unsigned long long)((k) + 1023) << 52, (p).f)

/* s + e = a + b, exactly. */
#define TWO_SUM(s, e, a, b) \
    do { \
        double a_ = (a), b_ = (b), s_ = a_ + b_, t_ = s_ - a_; \
        e = (a_ - (s_ - t_)) + (b_ - t_); \
        s = s_; \
    } while (0)

/* The same where |a| >= |b| or a is zero. */
#define FAST_SUM(s, e, a, b) \
    do { \
        double a_ = (a), b_ = (b), s_ = a_ + b_; \
        e = b_ - (s_ - a_); \
        s = s_; \
    } while (0)

/* a = h + l, each of 26 digits (and a sign), for |a| < 2^996. */
#define SPLIT(h, l, a) \
    do { \
        double a_ = (a), t_ = 134217729.0 * a_; \
        h = t_ - (t_ - a_); \
        l = a_ - h; \
    } while (0)

/* p + e = a * b, exactly, if nothing overflows or underflows. */
#define MUL(p, e, a, b) \
    do { \
        double x_ = (a), y_ = (b), xh_, xl_, yh_, yl_, p_ = x_ * y_; \
        SPLIT(xh_, xl_, x_); \
        SPLIT(yh_, yl_, y_); \
        e = ((xh_ * yh_ - p_) + xh_ * yl_ + xl_ * yh_) + xl_ * yl_; \
        p = p_; \
    } while (0)

/* p + e = (a + al) * (b + bl), nearly. */
#define MUL2(p, e, a, al, b, bl) \
    do { \
        double a2_ = (a), al2_ = (al), b2_ = (b), bl2_ = (bl), p2_, e2_; \
        MUL(p2_, e2_, a2_, b2_); \
        e2_ += a2_ * bl2_ + al2_ * b2_; \
        FAST_SUM(p, e, p2_, e2_); \
    } while (0)

/* q + e = (a + al) / (b + bl), nearly. */
#define DIV2(q, e, a, al, b, bl) \
    do { \
        double a2_ = (a), al2_ = (al), b2_ = (b), bl2_ = (bl), q2_ = a2_ / b2_, p2_, e2_; \
        MUL(p2_, e2_, q2_, b2_); \
        e2_ = ((a2_ - p2_) - e2_ + al2_ - q2_ * bl2_) / b2_; \
        FAST_SUM(q, e, q2_, e2_); \
    } while (0)

/* What two more spellings of a function of one double do: that of `long double`, which is double, and that of float.
   The double result is right to a unit, 2^-29 of one of float, so what it is rounded to is the nearest float but for
   one case in hundreds of millions. */
#define LONG1(name) \
    long double name##l(long double x) { return name(x); }
#define FLOAT1(name) \
    float name##f(float x) { return __math_float(name(x)); }

/* A NaN, with errno set: the argument is outside the function's domain. asin, acos, log10 and tgamma negate it, so that
   it prints as that of the GNU C library. */
double __math_domain(void);
/* The result, with errno set: it does not fit. */
double __math_range(double result);
/* The float of a result; errno is set when it is too large or too small for one and was neither for double. */
float __math_float(double result);

/* (h + l) * 2^k, rounded once, below the normal numbers, too; errno is set if that overflows or becomes zero.
   |h + l| is between 2^-3 and 2^3. */
double __math_scale(double h, double l, int k);

/* e^(h + l) = (result + *low) * 2^*k with a relative error below 2^-68, for |h| < 800 and |l| < 2^-40. */
double __math_exp(double h, double l, int *k, double *low);

/* log(h + l) = result + *low with a relative error below 2^-66, for h > 0 and l at most half a unit in h's last
   place; l is 0 unless 2^-1000 < h < 2^1000. */
double __math_log(double h, double l, double *low);

/* 2^(i/128), 26 digits and the rest; c, -log c as a multiple of 2^-41 and the rest; log1p's terms from r^3 on. */
extern const double __math_exp_table[256];
extern const double __math_log_table[384];
extern const double __math_log_terms[7];

/* x - n * pi/2 = result + *low, the result at most pi/4 (and a little) in magnitude, relative error below 2^-70; the
   value is n modulo 4. x is finite. */
int __math_reduce(double x, double *high, double *low);

/* The angle of the point (x, y), 0 < y <= x, with a relative error below 2^-56; 2^-70 x < y, and 2^-900 < x < 2^900. */
double __math_atan(double y, double x, double *low);

/* sin and cos of h + l, |h + l| at most pi/4 and a little, with an error below 2^-56. */
double __math_sin(double h, double l, double *low);
double __math_cos(double h, double l, double *low);

/* log(gamma(x + xl)) = result + *low with an error below 2^-60 and 2^-64 of the result; 10 <= x < 2^900. */
double __math_stirling(double x, double xl, double *low);
/* gamma(x) = (result + *low) * 2^*k with a relative error below 2^-62, -20 < x < 200, |x| > 2^-61, not a whole
   number below 1; 1 <= |result| < 2. */
double __math_gamma(double x, int *k, double *low);
/* Divides h + l by the 2^k that makes it one of 1 <= |h| < 2, and returns k. h is a normal number. */
int __math_normal(double *h, double *l);
/* sin(pi x) = result + *low, 0 <= x < 2^52; the result is 0 for whole numbers and for no others. */
double __math_sin_pi(double x, double *low);


/* What the division of x by y leaves, its quotient truncated or rounded to the nearest; x is finite, y neither zero
   nor NaN. `*quotient`, which may be null for the former, becomes the quotient's last 32 digits. */
double __math_divide(double x, double y, int nearest, unsigned *quotient);

#endif
