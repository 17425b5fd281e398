// GNU C's built-in functions on floating numbers.
double zero, one = 1;
float fzero, fone = 1;

union bits { double d; unsigned long long u; };
union fbits { float f; unsigned u; };

enum { INF = __builtin_isinf(__builtin_inf()), ROOT = (int)__builtin_sqrt(81.0) };
double infinity = __builtin_huge_val();
float finfinity = __builtin_inff();
double nan = __builtin_nan("");
float fnan = __builtin_nanf("");

static int class(double x) { return __builtin_fpclassify(0, 1, 2, 3, 4, x); }
static int fclass(float x) { return __builtin_fpclassify(0, 1, 2, 3, 4, x); }

int main(void)
{
    if (__builtin_sqrt(one * 2) != 1.4142135623730951 || __builtin_sqrtf(fone * 2) != 1.41421354f) return 1;
    if (__builtin_sqrt(one * 1e300) != 1e150 || __builtin_sqrtf(fone * 0.25f) != 0.5f) return 2;
    union bits b; union fbits f;
    b.d = __builtin_sqrt(-zero);
    if (b.u != 0x8000000000000000ull) return 3;
    b.d = __builtin_sqrt(-one);
    if (b.d == b.d || !__builtin_isnan(b.d)) return 4;
    if (__builtin_fabs(-one * 3) != 3 || __builtin_fabsf(-fone) != 1) return 5;
    b.d = __builtin_fabs(-zero);
    f.f = __builtin_fabsf(-fzero);
    if (b.u || f.u) return 6;
    if (!INF || ROOT != 9 || infinity != 1 / zero || finfinity != 1 / fzero) return 7;
    if (nan == nan || fnan == fnan || !__builtin_isnan(nan) || !__builtin_isnan(fnan) || __builtin_isnan(one)) return 8;
    if (!__builtin_isinf(-infinity) || !__builtin_isinf(finfinity) || __builtin_isinf(nan)) return 9;
    if (__builtin_isinf_sign(infinity) != 1 || __builtin_isinf_sign(-finfinity) != -1 || __builtin_isinf_sign(one)) return 10;
    if (!__builtin_isfinite(one) || __builtin_isfinite(nan) || __builtin_isfinite(-infinity)) return 11;
    if (!__builtin_isnormal(fone) || __builtin_isnormal(fone * 1e-40f) || __builtin_isnormal(zero)) return 12;
    if (!__builtin_signbit(-zero) || __builtin_signbit(zero) || !__builtin_signbitf(-fone)) return 13;
    if (!__builtin_isunordered(nan, one) || __builtin_isunordered(one, zero)) return 14;
    if (!__builtin_isless(zero, one) || __builtin_isgreater(nan, one) || __builtin_islessgreater(one, one)) return 15;
    if (!__builtin_islessgreater(one, zero) || !__builtin_islessequal(one, one) || __builtin_isgreaterequal(zero, nan)) return 16;
    if (class(nan) != 0 || class(-infinity) != 1 || class(-one) != 2 || class(1e-310 * one) != 3 || class(-zero) != 4) return 17;
    if (fclass(fnan) != 0 || fclass(finfinity) != 1 || fclass(fone) != 2 || fclass(1e-40f * fone) != 3 || fclass(fzero) != 4) return 18;
    return 0;
}
