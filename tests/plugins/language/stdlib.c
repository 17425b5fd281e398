// <stdlib.h>
#define _GNU_SOURCE
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <limits.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int test_malloc(void) {
    char *p = malloc(100), *q = malloc(1), *r = malloc(0);
    CHECK(p && q && p != q && (unsigned)p % 8 == 0 && (unsigned)q % 8 == 0);
    memset(p, 1, 100);
    free(p), free(q), free(r), free(0);
    return 0;
}

int test_calloc(void) {
    int *p = malloc(400);
    memset(p, -1, 400);
    free(p);
    p = calloc(10, 10);
    CHECK(p);
    for (int i = 0; i < 25; i++) CHECK(p[i] == 0);
    free(p);
    CHECK(calloc(0x10000, 0x10001) == 0);
    return 0;
}

int test_realloc(void) {
    char *p = realloc(0, 4);
    strcpy(p, "abc");
    p = realloc(p, 5000);
    CHECK(p && !strcmp(p, "abc"));
    p = realloc(p, 4);
    CHECK(p && !strcmp(p, "abc"));
    free(p);
    return 0;
}

int test_malloc_fails(void) {
    errno = 0;
    CHECK(malloc(0xfffff000u) == 0 && errno == ENOMEM);
    return 0;
}

int test_free_memory_is_used_again(void) {
    for (int i = 0; i < 30; i++) {
        char *p = malloc(3000000);
        CHECK(p);
        p[0] = p[2999999] = 1;
        free(p);
    }
    return 0;
}

int test_aligned_alloc(void) {
    void *p = aligned_alloc(64, 128);
    CHECK(p && (unsigned)p % 64 == 0);
    free(p);
    return 0;
}

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

int test_qsort(void) {
    int a[] = { 5, 3, 9, -1, 0, 3, 7 };
    struct { char c[3]; } b[3] = { { "zz" }, { "aa" }, { "mm" } };
    qsort(a, 7, sizeof a[0], compare);
    for (int i = 1; i < 7; i++) CHECK(a[i - 1] <= a[i]);
    qsort(b, 3, 3, (int (*)(const void *, const void *))strcmp);
    CHECK(a[0] == -1 && a[6] == 9 && b[0].c[0] == 'a' && b[2].c[1] == 'z');
    qsort(a, 0, 4, compare);
    return 0;
}

int test_bsearch(void) {
    int a[] = { 1, 3, 5, 7, 9 }, key = 7, none = 4;
    CHECK(bsearch(&key, a, 5, 4, compare) == a + 3 && bsearch(&none, a, 5, 4, compare) == 0 && bsearch(&key, a, 0, 4, compare) == 0);
    return 0;
}

int test_strtol(void) {
    char *end;
    const char *s = "  -0x1Fz";
    CHECK(strtol(s, &end, 0) == -31 && *end == 'z' && strtol("077", 0, 0) == 63 && strtol("z", 0, 36) == 35 && strtol("+12", &end, 10) == 12);
    s = "x";
    CHECK(strtol(s, &end, 10) == 0 && end == s && strtol("0x", &end, 16) == 0 && *end == 'x');
    errno = 0;
    CHECK(strtol("99999999999", &end, 10) == LONG_MAX && errno == ERANGE && *end == 0 && strtol("-2147483648", 0, 10) == LONG_MIN);
    CHECK(strtoll("-9223372036854775809", 0, 10) == LLONG_MIN && strtoll("123456789012", 0, 10) == 123456789012);
    return 0;
}

int test_strtoul(void) {
    errno = 0;
    CHECK(strtoul("4294967295", 0, 10) == ULONG_MAX && errno == 0 && strtoul("-1", 0, 10) == ULONG_MAX && errno == 0);
    CHECK(strtoul("4294967296", 0, 10) == ULONG_MAX && errno == ERANGE && strtoull("18446744073709551615", 0, 10) == ULLONG_MAX);
    return 0;
}

int test_strtod(void) {
    char *end;
    CHECK(strtod(" -1.5e3x", &end) == -1500 && *end == 'x' && strtod("0x1.8p1", 0) == 3 && strtod(".5", 0) == 0.5 && strtod("1e", &end) == 1);
    CHECK(*end == 'e' && strtod("inf", 0) > 1e308 && strtod("-INFINITYx", &end) < 0 && *end == 'x' && strtof("0.1", 0) == 0.1f);
    double nan = strtod("nan(12)", &end);
    CHECK(nan != nan && *end == 0);
    return 0;
}

int test_strtod_rounds_correctly(void) {
    CHECK(strtod("9007199254740993", 0) == 9007199254740992.0 && strtod("9007199254740993.00000000000000000000001", 0) == 9007199254740994.0);
    CHECK(strtod("2.2250738585072011e-308", 0) == 0x0.fffffffffffffp-1022 && strtod("4.9e-324", 0) == 0x1p-1074);
    errno = 0;
    CHECK(strtod("1e999", 0) > 1e308 && errno == ERANGE);
    return 0;
}

int test_atoi(void) {
    CHECK(atoi(" -42abc") == -42 && atol("7") == 7 && atoll("123456789012") == 123456789012 && atoi("x") == 0);
    return 0;
}

int test_atof(void) {
    CHECK(atof("2.5x") == 2.5);
    return 0;
}

int test_abs(void) {
    CHECK(abs(-3) == 3 && labs(-4l) == 4 && llabs(-1ll << 40) == 1ll << 40 && abs(INT_MIN) == INT_MIN);
    return 0;
}

int test_div(void) {
    div_t d = div(-7, 2);
    ldiv_t l = ldiv(7, -2);
    lldiv_t w = lldiv(1ll << 40, 3);
    CHECK(d.quot == -3 && d.rem == -1 && l.quot == -3 && l.rem == 1 && w.quot == 366503875925 && w.rem == 1);
    return 0;
}

int test_rand(void) {
    srand(5);
    int a = rand(), b = rand();
    srand(5);
    CHECK(a == rand() && b == rand() && a != b && a >= 0 && b >= 0 && RAND_MAX == 2147483647);
    return 0;
}

int test_rand_r(void) {
    unsigned a = 3, b = 3;
    CHECK(rand_r(&a) == rand_r(&b) && a == b);
    return 0;
}


int exits_status_is_a_byte(void) { // 44
    exit(300);
}

int exits_exit(void) { // 7
    exit(7);
}

static void change(void) { _Exit(9); }

int exits_atexit(void) { // 9
    CHECK(atexit(change) == 0);
    exit(1);
}

int exits__Exit(void) { // 3
    atexit(change);
    _Exit(3);
}

int trap_abort(void) { // abort
    abort();
}

int own_getenv(void) {
    CHECK(getenv("PATH") == 0);
    return 0;
}

int own_system(void) {
    CHECK(system(0) == 0);
    return 0;
}

int test_reallocarray(void) {
    int *p = reallocarray(0, 10, 4);
    CHECK(p && reallocarray(p, 0x10000, 0x10001) == 0);
    free(p);
    return 0;
}

int test_posix_memalign(void) {
    void *p = 0;
    CHECK(posix_memalign(&p, 64, 100) == 0 && (unsigned)p % 64 == 0 && posix_memalign(&p, 3, 100) == EINVAL);
    free(p);
    p = memalign(32, 10);
    CHECK(p && (unsigned)p % 32 == 0 && malloc_usable_size(p) >= 10);
    free(p);
    return 0;
}

int trap_free_twice(void) { // abort
    char *p = malloc(50), *q = malloc(50);
    free(p);
    free(p);
    free(q);
    return 0;
}

static int compare_with(const void *a, const void *b, void *sign) { return compare(a, b) * *(int *)sign; }

int test_qsort_r(void) {
    int a[] = { 2, 3, 1 }, sign = -1;
    qsort_r(a, 3, 4, compare_with, &sign);
    CHECK(a[0] == 3 && a[1] == 2 && a[2] == 1);
    return 0;
}

static int by_tens(const void *a, const void *b) { return *(const int *)a / 10 - *(const int *)b / 10; }

int test_qsort_is_stable(void) {
    int a[12], i;
    for (i = 0; i < 12; i++) a[i] = (i * 7 % 3) * 10 + i % 10;
    qsort(a, 12, 4, by_tens);
    for (i = 1; i < 10; i++) CHECK(a[i - 1] / 10 < a[i] / 10 || a[i - 1] % 10 < a[i] % 10 || a[i] % 10 < 2);
    return 0;
}

int test_random(void) {
    srandom(7);
    long a = random(), b = random();
    srandom(7);
    CHECK(a == random() && b == random() && a >= 0);
    return 0;
}

int test_lrand48(void) {
    unsigned short x[3] = { 1, 2, 3 };
    srand48(42);
    CHECK(lrand48() == 1598855263 && mrand48() == 1471891643 && nrand48(x) >= 0 && x[0] != 1);
    return 0;
}

int test_drand48(void) {
    srand48(42);
    CHECK(drand48() == 0x1.7d32617ca202p-1);
    return 0;
}

static void change_to_5(void) { _Exit(5); }

int exits_quick_exit(void) { // 5
    at_quick_exit(change_to_5);
    quick_exit(1);
}

int test_multibyte(void) {
    wchar_t w[4];
    char s[4];
    CHECK(MB_CUR_MAX == 1 && mblen("a", 1) == 1 && mbtowc(w, "b", 1) == 1 && w[0] == 'b' && wctomb(s, L'c') == 1 && s[0] == 'c');
    CHECK(mbstowcs(w, "ab", 4) == 2 && w[1] == 'b' && w[2] == 0 && wcstombs(s, w, 4) == 2 && s[1] == 'b' && s[2] == 0);
    return 0;
}
