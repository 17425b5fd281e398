// The small headers: those that only define types and macros.
#include <byteswap.h>
#include <endian.h>
#include <fenv.h>
#include <float.h>
#include <inttypes.h>
#include <iso646.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <memory.h>
#include <stdalign.h>
#include <stdnoreturn.h>
#include <sys/cdefs.h>
#include <sys/param.h>
#include <sys/types.h>
#include <errno.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int test_limits_h(void) {
    CHECK(CHAR_BIT == 8 && SCHAR_MIN == -128 && SCHAR_MAX == 127 && UCHAR_MAX == 255 && CHAR_MIN == -128 && CHAR_MAX == 127);
    CHECK(SHRT_MIN == -32768 && SHRT_MAX == 32767 && USHRT_MAX == 65535 && INT_MAX == 2147483647 && INT_MIN == -INT_MAX - 1);
    CHECK(UINT_MAX == 4294967295u && LONG_MAX == 2147483647l && LONG_MIN == -LONG_MAX - 1 && ULONG_MAX == 4294967295ul);
    CHECK(LLONG_MAX == 9223372036854775807ll && LLONG_MIN == -LLONG_MAX - 1 && ULLONG_MAX == 18446744073709551615ull);
    return 0;
}

int test_float_h(void) {
    CHECK(FLT_RADIX == 2 && FLT_MANT_DIG == 24 && FLT_DIG == 6 && FLT_MAX_EXP == 128 && FLT_MIN_EXP == -125);
    CHECK(DBL_MANT_DIG == 53 && DBL_DIG == 15 && DBL_MAX_EXP == 1024 && DBL_MIN_EXP == -1021 && DBL_MAX_10_EXP == 308);
    CHECK(FLT_EVAL_METHOD == 0 && DECIMAL_DIG >= 17);
    return 0;
}

int test_float_h_values(void) {
    CHECK(FLT_MAX == 0x1.fffffep127f && FLT_MIN == 0x1p-126f && FLT_EPSILON == 0x1p-23f);
    CHECK(DBL_MAX == 0x1.fffffffffffffp1023 && DBL_MIN == 0x1p-1022 && DBL_EPSILON == 0x1p-52);
    return 0;
}

int own_float_h_long_double(void) {
    CHECK(LDBL_MANT_DIG == DBL_MANT_DIG && LDBL_MAX == DBL_MAX && LDBL_EPSILON == DBL_EPSILON && DECIMAL_DIG == 17);
    return 0;
}

int test_stddef_h(void) {
    CHECK(NULL == 0 && sizeof(size_t) == 4 && sizeof(ptrdiff_t) == 4 && sizeof(wchar_t) == 4);
    CHECK(offsetof(struct { char c; struct { int a[3]; } s; }, s.a[2]) == 12);
    return 0;
}

int test_stdbool_h(void) {
    bool b = 7;
    CHECK(b == true && !false && sizeof(bool) == 1 && __bool_true_false_are_defined == 1);
#if true != 1 || false != 0
    return __LINE__;
#endif
    return 0;
}

int test_iso646_h(void) {
    int a = 6;
    a and_eq 3;
    a or_eq 8;
    a xor_eq 1;
    CHECK((a == 11 and not (a not_eq 11) or 0) && (a bitand 3) == 3 && (a bitor 4) == 15 && (a xor 1) == 10 && compl 0 == -1);
    return 0;
}

static int count(int n, ...) {
    va_list ap;
    va_start(ap, n);
    while (n--) va_arg(ap, char *);
    n = va_arg(ap, int);
    va_end(ap);
    return n;
}

int test_stdarg_h(void) {
    CHECK(count(2, "a", "b", 5) == 5);
    return 0;
}

int test_inttypes_h_formats(void) {
    char s[80];
    sprintf(s, "%" PRId64 " %" PRIu32 " %" PRIx8 " %" PRIdPTR " %" PRIXMAX, (int64_t)-5, (uint32_t)7, 255, (intptr_t)-1, (uintmax_t)171);
    CHECK(!strcmp(s, "-5 7 ff -1 AB"));
    int64_t n = 0;
    CHECK(sscanf("123456789012", "%" SCNd64, &n) == 1 && n == 123456789012);
    return 0;
}

int test_inttypes_h_functions(void) {
    char *end;
    imaxdiv_t d = imaxdiv(-7, 2);
    CHECK(d.quot == -3 && d.rem == -1 && imaxabs(-5) == 5);
    CHECK(strtoimax("-9223372036854775808z", &end, 10) == INT64_MIN && *end == 'z' && strtoumax("ff", 0, 16) == 255);
    return 0;
}

int test_errno_h(void) {
    errno = 0;
    CHECK(errno == 0 && EDOM == 33 && ERANGE == 34 && ENOENT == 2 && EINVAL == 22 && ENOMEM == 12 && EILSEQ == 84);
    errno = ERANGE;
    CHECK(errno == ERANGE);
    return 0;
}

int test_fenv_h(void) {
    fenv_t env;
    CHECK(fegetround() == FE_TONEAREST && fesetround(FE_TONEAREST) == 0 && fegetenv(&env) == 0 && fesetenv(&env) == 0);
    CHECK(feclearexcept(FE_ALL_EXCEPT) == 0 && fetestexcept(FE_ALL_EXCEPT) == 0);
    return 0;
}

int own_fenv_h_is_fixed(void) {
#ifdef __PLUGVISOR__
#ifdef FE_UPWARD
    return __LINE__;
#endif
    CHECK(FE_ALL_EXCEPT == 0);
#endif
    return 0;
}

int test_stdalign_h(void) {
    alignas(16) char c[3];
    CHECK(alignof(double) == 8 && (uintptr_t)c % 16 == 0 && __alignas_is_defined && __alignof_is_defined);
    return 0;
}

static noreturn void never(void) {
    for (;;) {}
}

int test_stdnoreturn_h(void) {
    void (*f)(void) = never;
    CHECK(f != 0);
    return 0;
}

int test_byte_order(void) {
    CHECK(BYTE_ORDER == LITTLE_ENDIAN && htobe32(0x01020304) == 0x04030201 && le16toh(0x0102) == 0x0102);
    CHECK(be64toh(1) == 0x0100000000000000ULL && bswap_16(0x0102) == 0x0201 && bswap_32(1) == 0x01000000);
    return 0;
}

__BEGIN_DECLS
int test_other_names(void) {
    u_char c = 255;
    off_t o = -1;
    ssize_t s = -1;
    CHECK(c == 255 && o < 0 && s < 0 && memcmp("a", "a", 1) == 0 && MIN(1, 2) == 1 && MAX(1, 2) == 2);
    return 0;
}
__END_DECLS
