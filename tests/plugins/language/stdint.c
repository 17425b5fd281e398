// <stdint.h>
#include <stdint.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)
#define SAME(a, b) _Generic((a)0, b: 1, default: 0)

int test_exact_types(void) {
    CHECK(SAME(int8_t, signed char) && SAME(uint8_t, unsigned char) && SAME(int16_t, short) && SAME(uint16_t, unsigned short));
    CHECK(SAME(int32_t, int) && SAME(uint32_t, unsigned) && SAME(int64_t, long long) && SAME(uint64_t, unsigned long long));
    return 0;
}

int test_least_and_fast_types(void) {
    CHECK(sizeof(int_least8_t) == 1 && sizeof(int_least16_t) == 2 && sizeof(uint_least32_t) == 4 && sizeof(int_least64_t) == 8);
    CHECK(sizeof(int_fast8_t) == 1 && sizeof(int_fast16_t) == 4 && sizeof(uint_fast32_t) == 4 && sizeof(int_fast64_t) == 8);
    return 0;
}

int test_pointers_and_max(void) {
    CHECK(SAME(intptr_t, int) && SAME(uintptr_t, unsigned) && SAME(intmax_t, long long) && sizeof(uintmax_t) == 8);
    return 0;
}

int test_limits(void) {
    CHECK(INT8_MIN == -128 && INT16_MAX == 32767 && UINT16_MAX == 65535 && INT32_MIN == -2147483647 - 1);
    CHECK(UINT32_MAX == 4294967295u && INT64_MAX == 9223372036854775807ll && INT64_MIN + INT64_MAX == -1);
    CHECK(UINT64_MAX == 18446744073709551615ull && INTPTR_MAX == 2147483647 && UINTPTR_MAX == UINT32_MAX);
    CHECK(SIZE_MAX == 4294967295u && PTRDIFF_MAX == 2147483647 && PTRDIFF_MIN < 0 && INTMAX_MAX == INT64_MAX);
    CHECK(INT_LEAST8_MAX == 127 && UINT_FAST16_MAX == UINT32_MAX && INT_FAST8_MIN == -128);
#if INT32_MAX != 2147483647 || UINT64_MAX < INT64_MAX
    return __LINE__;
#endif
    return 0;
}

int test_constants(void) {
    CHECK(sizeof INT64_C(1) == 8 && UINT64_C(1) - 2 > 0 && INT32_C(5) == 5 && sizeof INTMAX_C(0) == 8 && UINT8_C(200) == 200);
    return 0;
}
