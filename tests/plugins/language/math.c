// <math.h>
#define _GNU_SOURCE
#include <math.h>
#include <float.h>
#include <limits.h>
#include <errno.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

typedef union { double d; unsigned long long u; } bits;
typedef union { float f; unsigned u; } bitsf;

// Is it within this many units in the last place?
static int near(double a, double b, int ulps) {
    bits x = { a }, y = { b };
    long long d = x.u - y.u;
    return d <= ulps && d >= -ulps;
}

static int nearf(float a, float b, int ulps) {
    bitsf x = { a }, y = { b };
    int d = x.u - y.u;
    return d <= ulps && d >= -ulps;
}

static volatile double zero = 0, one = 1, two = 2, half = 0.5;

int test_macros(void) {
    CHECK(HUGE_VAL == INFINITY && HUGE_VALF == INFINITY && NAN != NAN && M_PI > 3.14159 && M_E < 2.719 && M_SQRT2 * M_SQRT2 > 1.99);
    return 0;
}

int test_classification(void) {
    volatile double inf = one / zero, nan = zero / zero, sub = 4e-320;
    volatile float f = 1;
    CHECK(fpclassify(inf) == FP_INFINITE && fpclassify(nan) == FP_NAN && fpclassify(sub) == FP_SUBNORMAL && fpclassify(-zero) == FP_ZERO);
    CHECK(fpclassify(f) == FP_NORMAL && isfinite(f) && !isfinite(inf) && isinf(-inf) && isnan(nan) && !isnormal(sub) && isnormal(one));
    CHECK(signbit(-zero) && !signbit(zero) && signbit(-f) && !isnan(f) && isinf(inf));
    return 0;
}

int test_comparison(void) {
    volatile double nan = zero / zero;
    CHECK(isgreater(two, one) && !isgreater(nan, one) && isless(one, two) && islessgreater(one, two) && !islessgreater(nan, one));
    CHECK(isunordered(nan, one) && !isunordered(one, two) && isgreaterequal(two, two) && islessequal(two, two));
    return 0;
}

int test_fabs(void) {
    CHECK(fabs(-two) == 2 && !signbit(fabs(-zero)) && fabsf(-1.5f) == 1.5f && fabsl(-2.0L) == 2);
    return 0;
}

int test_sqrt(void) {
    CHECK(sqrt(two) == 0x1.6a09e667f3bcdp0 && sqrtf(2.0f) == 0x1.6a09e6p0f && isnan(sqrt(-one)) && signbit(sqrt(-zero)) && sqrt(half * half) == 0.5);
    return 0;
}

int test_floor(void) {
    CHECK(floor(2.7 * one) == 2 && floor(-2.1 * one) == -3 && signbit(floor(-zero)) && floor(1e300 * one) == 1e300 && floorf(-0.5f) == -1);
    return 0;
}

int test_ceil(void) {
    CHECK(ceil(2.1 * one) == 3 && ceil(-2.7 * one) == -2 && signbit(ceil(-half)) && ceilf(0.5f) == 1);
    return 0;
}

int test_trunc(void) {
    CHECK(trunc(2.7 * one) == 2 && trunc(-2.7 * one) == -2 && signbit(trunc(-half)) && truncf(-1.5f) == -1);
    return 0;
}

int test_round(void) {
    CHECK(round(half) == 1 && round(-half) == -1 && round(2.5 * one) == 3 && round(0.49999999999999994 * one) == 0 && roundf(1.5f) == 2);
    CHECK(lround(-2.5 * one) == -3 && llround(1e15 * one + half) == 1000000000000001 && lroundf(0.5f) == 1);
    return 0;
}

int test_rint(void) {
    CHECK(rint(half) == 0 && rint(1.5 * one) == 2 && rint(2.5 * one) == 2 && signbit(rint(-half)) && nearbyint(3.5 * one) == 4 && rintf(2.5f) == 2);
    CHECK(lrint(2.5 * one) == 2 && llrint(-1e15 * one - half) == -1000000000000000);
    return 0;
}

int test_fmod(void) {
    CHECK(fmod(7 * one, 3) == 1 && fmod(-7 * one, 3) == -1 && fmod(1e300 * one, 3) == 1 + (fmod(1e300, 3) - 1) && isnan(fmod(one, zero)));
    CHECK(fmod(one, INFINITY) == 1 && fmodf(5.5f, 2) == 1.5f && signbit(fmod(-4 * one, 2)));
    return 0;
}

int test_remainder(void) {
    int q;
    CHECK(remainder(7 * one, 4) == -1 && remainder(6 * one, 4) == -2 && remainder(2 * one, 4) == 2 && remquo(29 * one, 4, &q) == 1 && (q & 7) == 7);
    CHECK(remainderf(5, 3) == -1);
    return 0;
}

int test_modf(void) {
    double whole;
    CHECK(modf(-2.75 * one, &whole) == -0.75 && whole == -2 && modf(INFINITY, &whole) == 0 && whole == INFINITY);
    float f;
    CHECK(modff(1.5f, &f) == 0.5f && f == 1);
    return 0;
}

int test_frexp(void) {
    int e;
    CHECK(frexp(12 * one, &e) == 0.75 && e == 4 && frexp(zero, &e) == 0 && e == 0 && frexp(-4e-320 * one, &e) < -0.49 && e == -1061);
    CHECK(frexpf(0.5f, &e) == 0.5f && e == 0);
    return 0;
}

int test_ldexp(void) {
    CHECK(ldexp(0.75 * one, 4) == 12 && ldexp(one, -1074) == 0x1p-1074 && ldexp(one, 5000) == INFINITY && ldexp(one, -5000) == 0);
    CHECK(scalbn(3 * one, 2) == 12 && scalbln(one, 3) == 8 && ldexpf(1.5f, 1) == 3 && ldexp(0x1.8p0 * one, -1074) == 0x1p-1073);
    return 0;
}

int test_logb(void) {
    CHECK(logb(8 * one) == 3 && logb(0x1p-1074 * one) == -1074 && ilogb(10 * one) == 3 && ilogb(0x1p-1060 * one) == -1060 && logb(zero) == -INFINITY);
    return 0;
}

int test_nextafter(void) {
    CHECK(nextafter(one, 2) == 1 + DBL_EPSILON && nextafter(zero, -1) == -0x1p-1074 && nextafter(one, 1) == 1 && nextafterf(1, 0) == 1 - FLT_EPSILON / 2);
    CHECK(nexttoward(one, 2) == 1 + DBL_EPSILON);
    return 0;
}

int test_copysign(void) {
    CHECK(copysign(two, -zero) == -2 && signbit(copysign(NAN, -one)) && copysignf(-1, 2) == 1);
    return 0;
}

int test_fmin_and_fmax(void) {
    CHECK(fmin(one, two) == 1 && fmax(one, two) == 2 && fmin(NAN, one) == 1 && fmax(one, NAN) == 1 && fminf(1, 2) == 1 && fmaxf(1, 2) == 2);
    CHECK(fdim(two, one) == 1 && fdim(one, two) == 0);
    return 0;
}

int test_fma(void) {
    volatile double a = 1 + 0x1p-30, b = 1 - 0x1p-30;
    CHECK(fma(a, b, -1) == -0x1p-60 && fma(two, 3, 4) == 10 && fmaf(2, 3, 1) == 7);
    return 0;
}

int test_nan(void) {
    CHECK(isnan(nan("")) && isnan(nanf("1")));
    return 0;
}

int test_exp(void) {
    CHECK(near(exp(one), 0x1.5bf0a8b145769p1, 1) && exp(zero) == 1 && exp(1000 * one) == INFINITY && exp(-1000 * one) == 0 && exp(-INFINITY) == 0);
    CHECK(near(exp(-700.5 * one), 0x1.4ff475c68ca02p-1011, 1) && nearf(expf(1), 0x1.5bf0a8p1f, 1));
    return 0;
}

int test_exp2(void) {
    CHECK(exp2(10 * one) == 1024 && exp2(-1074 * one) == 0x1p-1074 && near(exp2(half), 0x1.6a09e667f3bcdp0, 1) && exp2f(3) == 8);
    return 0;
}

int test_expm1(void) {
    CHECK(expm1(1e-20 * one) == 1e-20 && near(expm1(one), 0x1.b7e151628aed3p0, 1) && expm1(-INFINITY) == -1);
    return 0;
}

int test_log(void) {
    CHECK(log(one) == 0 && near(log(two), 0x1.62e42fefa39efp-1, 1) && log(zero) == -INFINITY && isnan(log(-one)) && log(INFINITY) == INFINITY);
    CHECK(nearf(logf(2), 0x1.62e43p-1f, 1));
    return 0;
}

int test_log2(void) {
    CHECK(log2(8 * one) == 3 && log2(0x1p-1074 * one) == -1074 && near(log2(3 * one), 0x1.95c01a39fbd68p0, 1) && log2f(4) == 2);
    return 0;
}

int test_log10(void) {
    CHECK(log10(1000 * one) == 3 && near(log10(two), 0x1.34413509f79ffp-2, 1) && log10(1e-5 * one) == -5);
    return 0;
}

int test_log1p(void) {
    CHECK(log1p(1e-20 * one) == 1e-20 && near(log1p(one), 0x1.62e42fefa39efp-1, 1) && log1p(-one) == -INFINITY);
    return 0;
}

int test_pow(void) {
    CHECK(pow(two, 10) == 1024 && pow(two, half) == 0x1.6a09e667f3bcdp0 && pow(-two, 3) == -8 && isnan(pow(-two, half)) && pow(zero, -1) == INFINITY);
    CHECK(pow(NAN, 0) == 1 && pow(one, NAN) == 1 && pow(10 * one, 22) == 1e22 && pow(-one, INFINITY) == 1 && pow(half, INFINITY) == 0);
    CHECK(near(pow(1.0000001 * one, 1e7), 0x1.5bf0a790ce6f2p+1, 1) && pow(-zero, 3) == 0 && signbit(pow(-zero, 3)) && powf(2, 3) == 8);
    return 0;
}

int test_cbrt(void) {
    CHECK(cbrt(27 * one) == 3 && cbrt(-8 * one) == -2 && near(cbrt(two), 0x1.428a2f98d728bp0, 1));
    return 0;
}

int test_hypot(void) {
    CHECK(hypot(3 * one, 4) == 5 && hypot(3e300 * one, 4e300) == 5e300 && hypot(INFINITY, NAN) == INFINITY && hypot(zero, -two) == 2);
    return 0;
}

int test_sin(void) {
    CHECK(near(sin(one), 0x1.aed548f090ceep-1, 1) && sin(zero) == 0 && signbit(sin(-zero)) && isnan(sin(INFINITY)) && sin(1e-300 * one) == 1e-300);
    return 0;
}

int test_sin_of_large_arguments(void) {
    CHECK(near(sin(1e22 * one), -0x1.b453ab76bf397p-1, 1));
#ifdef __PLUGVISOR__ // glibc is 8 units off here, where a double comes closest to a multiple of pi / 2
    CHECK(near(cos(0x1.6ac5b262ca1ffp849 * one), -0x1.14ae72e6ba22fp-61, 1));
#endif
    CHECK(nearf(sinf(1e10f), -0x1.f334c7896a4e3p-2f, 1));
    return 0;
}

int test_cos(void) {
    CHECK(near(cos(one), 0x1.14a280fb5068cp-1, 1) && cos(zero) == 1 && nearf(cosf(1), 0x1.14a28p-1f, 1));
    return 0;
}

int test_tan(void) {
    CHECK(near(tan(one), 0x1.8eb245cbee3a6p0, 1) && tan(zero) == 0);
    return 0;
}

int test_asin_and_acos(void) {
    CHECK(near(asin(one), M_PI_2, 1) && near(asin(half), 0x1.0c152382d7366p-1, 1) && acos(one) == 0 && near(acos(-one), M_PI, 1) && isnan(asin(two)));
    CHECK(near(acos(half), 0x1.0c152382d7366p0, 1));
    return 0;
}

int test_atan(void) {
    CHECK(near(atan(one), M_PI_4, 1) && atan(INFINITY) == M_PI_2 && nearf(atanf(1), 0x1.921fb6p-1f, 1));
    return 0;
}

int test_atan2(void) {
    CHECK(atan2(zero, one) == 0 && near(atan2(zero, -one), M_PI, 0) && near(atan2(-zero, -one), -M_PI, 0) && near(atan2(one, zero), M_PI_2, 0));
    CHECK(near(atan2(-one, -one), -3 * M_PI_4, 1) && near(atan2(one, one), M_PI_4, 1) && atan2f(0, 1) == 0);
    return 0;
}

int test_sinh(void) {
    CHECK(near(sinh(one), 0x1.2cd9fc44eb982p0, 1) && sinh(1000 * one) == INFINITY && sinh(1e-10 * one) == 1e-10);
    return 0;
}

int test_cosh(void) {
    CHECK(near(cosh(one), 0x1.8b07551d9f55p0, 1) && cosh(zero) == 1 && cosh(-1000 * one) == INFINITY);
    return 0;
}

int test_tanh(void) {
    CHECK(near(tanh(one), 0x1.85efab514f394p-1, 1) && tanh(100 * one) == 1 && tanh(-INFINITY) == -1);
    return 0;
}

int test_inverse_hyperbolic(void) {
    CHECK(near(asinh(one), 0x1.c34366179d427p-1, 1) && near(acosh(two), 0x1.5124271980435p0, 1) && near(atanh(half), 0x1.193ea7aad030bp-1, 1));
    CHECK(atanh(one) == INFINITY && acosh(one) == 0 && isnan(acosh(half)));
    return 0;
}

int test_erf(void) {
    CHECK(near(erf(one), 0x1.af767a741088bp-1, 1) && near(erfc(one), 0x1.4226162fbddd5p-3, 1) && erf(10 * one) == 1 && erfc(-10 * one) == 2);
    return 0;
}

int test_tgamma(void) {
    CHECK(near(tgamma(5 * one), 24, 1) && near(tgamma(half), 0x1.c5bf891b4ef6ap0, 1) && isnan(tgamma(-one)) && tgamma(172 * one) == INFINITY);
    return 0;
}

int test_lgamma(void) {
    CHECK(lgamma(one) == 0 && near(lgamma(10 * one), 0x1.99a8921a7f7cep+3, 1) && lgamma(zero) == INFINITY);
    return 0;
}

int test_float_and_long_double_variants(void) {
    CHECK(sizeof sinf(1) == 4 && sizeof powf(1, 1) == 4 && sqrtl(4.0L) == 2 && powl(2, 3) == 8 && floorl(1.5L) == 1 && fmaxl(1, 2) == 2);
    return 0;
}

int test_errno(void) {
    errno = 0;
    CHECK(isnan(log(-one)) && errno == EDOM);
    errno = 0;
    CHECK(exp(1000 * one) == INFINITY && errno == ERANGE && (math_errhandling & MATH_ERRNO));
    errno = 0;
    CHECK(pow(zero, -one) == INFINITY && errno == ERANGE);
    return 0;
}

int test_sincos(void) {
    double s, c;
    sincos(one, &s, &c);
    CHECK(s == sin(one) && c == cos(one) && exp10(3 * one) == 1000);
    return 0;
}
