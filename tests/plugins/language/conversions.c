// Conversions between types.
#include <stdint.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)
#define TYPE(x) _Generic((x), int: 1, unsigned: 2, long: 3, unsigned long: 4, long long: 5, unsigned long long: 6, \
    float: 7, double: 8, default: 0)

int test_to_integers_modulo(void) {
    volatile long long big = 0x123456789abcdef0ll;
    volatile int minus = -1;
    CHECK((int)big == (int)0x9abcdef0 && (short)big == (short)0xdef0 && (signed char)big == -16);
    CHECK((unsigned char)minus == 255 && (unsigned long long)minus == 18446744073709551615ull);
    CHECK((unsigned short)65537 == 1 && (short)40000 == -25536);
    return 0;
}

int test_promotions(void) {
    unsigned char uc = 255;
    unsigned short us = 65535;
    signed char sc = -1;
    CHECK(uc + 1 == 256 && us * 2 == 131070 && ~uc == -256 && -us == -65535 && sc << 1 == -2);
    CHECK(TYPE(uc + uc) == 1 && TYPE(+us) == 1 && TYPE(sc << 1ll) == 1 && TYPE((_Bool)1 + (_Bool)1) == 1);
    return 0;
}

int test_usual_conversions(void) {
    CHECK(TYPE(1 + 1u) == 2 && TYPE(1u + 1l) == 4 && TYPE(1l + 1ll) == 5 && TYPE(1ul + 1ll) == 5);
    CHECK(TYPE(1ll + 1ull) == 6 && TYPE(1 ? 1 : 1u) == 2 && TYPE('a' + 1.0f) == 7 && TYPE(1.0f + 1.0) == 8);
    CHECK(-1 > 1u && -1 < 1ll && (unsigned char)255 > -1 && -1l > 0ul && -1 < (long long)1u);
    return 0;
}

int test_float_to_int_truncates(void) {
    volatile double a = 2.9, b = -2.9, c = 4294967295.5;
    volatile float d = 255.9f;
    CHECK((int)a == 2 && (int)b == -2 && (long long)b == -2 && (unsigned)c == 4294967295u && (unsigned char)d == 255);
    return 0;
}

int test_float_to_unsigned_64(void) {
    volatile double big = 18446744073709549568.0, middle = 9223372036854775808.0;
    CHECK((unsigned long long)big == 18446744073709549568ull && (unsigned long long)middle == 1ull << 63);
    return 0;
}

int test_int_to_float_rounds_to_nearest_even(void) {
    volatile int a = 16777217, b = 16777219;
    volatile long long c = 9007199254740993ll;
    volatile unsigned long long d = 18446744073709551615ull;
    CHECK((float)a == 16777216.0f && (float)b == 16777220.0f && (double)c == 9007199254740992.0);
    CHECK((float)d == 18446744073709551616.0f && (double)d == 18446744073709551616.0);
    return 0;
}

int test_double_to_float_rounds_to_nearest_even(void) {
    volatile double a = 1.0000000596046448, b = 1e40, c = 1e-50;
    volatile float f = a;
    CHECK(f == 1.0f && (float)b > 3e38f && (float)b == (float)b * 2 && (float)c == 0);
    return 0;
}

int test_to_bool_is_not_zero(void) {
    volatile int n = 256;
    int here;
    CHECK((_Bool)n == 1 && (_Bool)&here == 1 && (_Bool)0 == 0 && (_Bool)0x100000000ll == 1);
    return 0;
}

int test_float_to_bool(void) {
    volatile double tiny = 0.1, zero = -0.0;
    CHECK((_Bool)tiny == 1 && (_Bool)zero == 0);
    return 0;
}

int test_void_pointers(void) {
    int i = 7;
    void *p = &i;
    int *q = p;
    const char *c = (void *)0;
    CHECK(*q == 7 && c == 0);
    return 0;
}

int test_arrays_and_functions_decay(void) {
    int a[3] = { 1, 2, 3 };
    int *p = a, (*f)(void) = test_void_pointers, (*g)(void) = &test_void_pointers;
    CHECK(p == &a[0] && *a == 1 && f == g && (*f)() == 0 && (***g)() == 0 && sizeof a == 12);
    return 0;
}

int test_null_pointer_constants(void) {
    int *p = 0, *q = (void *)0, (*f)(void) = 0;
    CHECK(!p && p == q && p == 0 && !f && (p ? 0 : 1));
    return 0;
}

int test_narrow_parameters_and_results(void) {
    signed char narrow(int x);
    CHECK(narrow(257) == 1 && narrow(255) == -1);
    return 0;
}
signed char narrow(int x) { return x; }
