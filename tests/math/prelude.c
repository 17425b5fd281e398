/* What the references are. `long double` has 64 digits; quadmath's numbers, which decide, 113. */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <quadmath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reference {
    long double (*wide)(double, double);
    __float128 (*quad)(double, double);
    int is_float;
};

/* Below zero by reflection: quadmath's own lose digits there. sin(pi x) of the distance from a whole number, which is
   exact. */
static __float128 sin_pi(__float128 a) {
    __float128 n = rintq(a), s = sinq(M_PIq * (a - n));
    return fmodq(n, 2) != 0 ? -s : s;
}

static __float128 gamma_quad(__float128 x) {
    return x > 0 || x == floorq(x) ? tgammaq(x) : -M_PIq / (-x * sin_pi(-x) * tgammaq(-x));
}

static __float128 lgamma_quad(__float128 x) {
    if (x > 0 || x == floorq(x)) return lgammaq(x);
    return logq(M_PIq / (-x * fabsq(sin_pi(-x)))) - lgammaq(-x);
}

static long double gamma_long(double x) { return x > 0 ? tgammal(x) : gamma_quad(x); }
static long double lgamma_long(double x) { return x > 0 ? lgammal(x) : lgamma_quad(x); }
static __float128 exp10_quad(__float128 x) { return powq(10, x); }

#define LONG_tgamma gamma_long
#define QUAD_tgamma gamma_quad
#define LONG_lgamma lgamma_long
#define QUAD_lgamma lgamma_quad
#define LONG_exp10 exp10l
#define QUAD_exp10 exp10_quad
#define LONG_sin sinl
#define QUAD_sin sinq
#define LONG_cos cosl
#define QUAD_cos cosq
#define LONG_tan tanl
#define QUAD_tan tanq
#define LONG_asin asinl
#define QUAD_asin asinq
#define LONG_acos acosl
#define QUAD_acos acosq
#define LONG_atan atanl
#define QUAD_atan atanq
#define LONG_sinh sinhl
#define QUAD_sinh sinhq
#define LONG_cosh coshl
#define QUAD_cosh coshq
#define LONG_tanh tanhl
#define QUAD_tanh tanhq
#define LONG_asinh asinhl
#define QUAD_asinh asinhq
#define LONG_acosh acoshl
#define QUAD_acosh acoshq
#define LONG_atanh atanhl
#define QUAD_atanh atanhq
#define LONG_exp expl
#define QUAD_exp expq
#define LONG_exp2 exp2l
#define QUAD_exp2 exp2q
#define LONG_expm1 expm1l
#define QUAD_expm1 expm1q
#define LONG_log logl
#define QUAD_log logq
#define LONG_log2 log2l
#define QUAD_log2 log2q
#define LONG_log10 log10l
#define QUAD_log10 log10q
#define LONG_log1p log1pl
#define QUAD_log1p log1pq
#define LONG_cbrt cbrtl
#define QUAD_cbrt cbrtq
#define LONG_erf erfl
#define QUAD_erf erfq
#define LONG_erfc erfcl
#define QUAD_erfc erfcq
#define LONG_pow powl
#define QUAD_pow powq
#define LONG_atan2 atan2l
#define QUAD_atan2 atan2q
#define LONG_hypot hypotl
#define QUAD_hypot hypotq
