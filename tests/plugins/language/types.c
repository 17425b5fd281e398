// The data model.
#include <stddef.h>
#include <stdint.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int test_sizes(void) {
    CHECK(sizeof(char) == 1 && sizeof(short) == 2 && sizeof(int) == 4 && sizeof(long) == 4);
    CHECK(sizeof(long long) == 8 && sizeof(void *) == 4 && sizeof(void (*)(void)) == 4);
    CHECK(sizeof(float) == 4 && sizeof(double) == 8 && sizeof(_Bool) == 1);
    return 0;
}

int test_char_is_signed(void) {
    char c = (char)200;
    CHECK(c == -56 && (char)-1 < 0);
    return 0;
}

int test_twos_complement(void) {
    CHECK((int)0x80000000u == -2147483647 - 1 && ~0 == -1 && -1 == ~0);
    CHECK((-3 & 0xff) == 0xfd && (signed char)0x80 == -128);
    return 0;
}

int test_natural_alignment(void) {
    struct mixed { char a; short b; char c; int d; char e; long long f; char g; double h; char i; };
    CHECK(offsetof(struct mixed, b) == 2 && offsetof(struct mixed, d) == 8 && offsetof(struct mixed, f) == 16);
    CHECK(offsetof(struct mixed, h) == 32 && offsetof(struct mixed, i) == 40 && sizeof(struct mixed) == 48);
    CHECK(sizeof(struct { char c[3]; }) == 3 && sizeof(struct { short s; char c; }) == 4);
    CHECK(sizeof(union { char c[9]; double d; }) == 16 && sizeof(union { char c[3]; short s; }) == 4);
    return 0;
}

int test_members_in_order(void) {
    struct s { int a, b; char c, d; struct { short e; } f; } s;
    char *base = (char *)&s;
    CHECK((char *)&s.a == base && (char *)&s.b == base + 4 && (char *)&s.c == base + 8);
    CHECK((char *)&s.d == base + 9 && (char *)&s.f.e == base + 10 && sizeof s == 12);
    return 0;
}

int test_little_endian(void) {
    unsigned value = 0x01020304;
    unsigned long long wide = 0x0102030405060708ull;
    unsigned char *bytes = (unsigned char *)&value, *more = (unsigned char *)&wide;
    CHECK(bytes[0] == 4 && bytes[1] == 3 && bytes[2] == 2 && bytes[3] == 1);
    CHECK(more[0] == 8 && more[7] == 1);
    return 0;
}

int test_pointers(void) {
    int a[4], *p = &a[1];
    CHECK((uintptr_t)(p + 1) - (uintptr_t)p == 4);
    CHECK((int *)(uintptr_t)p == p && (int *)(intptr_t)p == p && (int *)(unsigned long long)(uintptr_t)p == p);
    CHECK((uintptr_t)(void *)0 == 0);
    CHECK(sizeof(char *) == sizeof(struct any **) && sizeof(int (*)[7]) == 4);
    return 0;
}

int test_enums(void) {
    enum small { A, B = 5, C } e = C;
    enum negative { N = -1 } n = N;
    CHECK(sizeof(enum small) == 4 && sizeof e == 4 && A == 0 && e == 6);
    CHECK((enum small)0 - 1 > 0 && n < 0 && (enum negative)0 - 1 < 0);
    return 0;
}

int test_enum_constants(void) {
    enum e { A, B = 5 };
    CHECK(sizeof A == 4 && A - 1 < 0 && B == 5);
    return 0;
}

int test_enums_beyond_int(void) {
    enum big { U = 0xffffffff, V = 0x80000000u };
    enum huge { H = 1ll << 40 };
    CHECK(U == 4294967295u && V == 2147483648u && U > 0 && sizeof(enum big) == 4);
    CHECK(sizeof(enum huge) == 8 && H == 1099511627776);
    return 0;
}

int own_long_double_is_double(void) {
    long double x = 0.1L;
    CHECK(sizeof(long double) == 8 && sizeof 1.0L == 8);
    CHECK(x == 0.1);
    return 0;
}

int test_float_is_ieee754(void) {
    union { float f; unsigned u; } a = { 1.5f };
    union { double d; unsigned long long u; } b = { -2.0 };
    CHECK(a.u == 0x3fc00000 && b.u == 0xc000000000000000ull);
    a.u = 0x7f800000, b.u = 1;
    CHECK(a.f > 3.4e38f && b.d > 0 && b.d < 1e-323);
    return 0;
}

int test_bool(void) {
    _Bool b = 256, c = 0.25, d = (_Bool)(void *)0;
    unsigned char *byte = (unsigned char *)&b;
    CHECK(b == 1 && c == 1 && d == 0 && *byte == 1);
    b = 5;
    CHECK(b == 1 && ++b == 1 && --b == 0 && b-- == 0 && b == 1);
    return 0;
}

int own_wchar_t_is_int(void) {
    int *p = L"a";
    CHECK(sizeof(wchar_t) == 4 && (wchar_t)-1 < 0 && p[0] == 'a' && p[1] == 0);
    return 0;
}

int test_typedefs_of_headers(void) {
    CHECK(sizeof(size_t) == 4 && (size_t)-1 > 0 && sizeof(ptrdiff_t) == 4 && (ptrdiff_t)-1 < 0);
    CHECK(sizeof(int8_t) == 1 && sizeof(int16_t) == 2 && sizeof(int32_t) == 4 && sizeof(int64_t) == 8);
    CHECK(sizeof(intptr_t) == 4 && sizeof(intmax_t) == 8);
    return 0;
}

struct bits { unsigned a : 3; int b : 5; unsigned c : 9; unsigned d : 16; };

int test_bit_fields(void) {
    struct bits s = { 9, 17, 511, 65535 };
    CHECK(sizeof s == 8);
    CHECK(s.a == 1 && s.b == -15 && s.c == 511 && s.d == 65535);
    s.a = 7, s.b = -1, s.c = 0;
    CHECK(s.a == 7 && s.b == -1 && s.c == 0 && s.d == 65535);
    s.a++, s.d += 2, s.c--;
    CHECK(s.a == 0 && s.d == 1 && s.c == 511 && s.b == -1);
    return 0;
}

int test_bit_field_layout(void) {
    union { struct { unsigned a : 4, b : 4, c : 8, d : 16; } s; unsigned u; } v = { { 1, 2, 3, 4 } };
    union { struct { unsigned char a : 4, b : 5; short c : 9; } s; unsigned u; } w = { { 0 } };
    CHECK(v.u == 0x00040321);
    w.s.b = 31, w.s.c = -1;
    CHECK(w.u == 0x01ff1f00);
    CHECK(sizeof(struct { char a; int b : 20; }) == 4 && sizeof(struct { char a; int b : 25; }) == 8);
    CHECK(sizeof(struct { int a : 31; int b : 2; }) == 8 && sizeof(struct { short a : 9; char b : 7; }) == 2);
    CHECK(sizeof(struct { long long a : 40; int b : 24; }) == 8);
    CHECK(sizeof(struct { int a : 3; int : 0; int b : 3; }) == 8 && sizeof(struct { char a : 3; int : 0; char b; }) == 5);
    CHECK(sizeof(struct { int a : 3; int : 7; char b; }) == 4);
    return 0;
}

int test_bit_field_signs(void) {
    struct { int i : 2; signed s : 2; unsigned u : 2; char c : 2; _Bool b : 1; } s = { 3, 3, 3, 3, 2 };
    CHECK(s.i == -1 && s.s == -1 && s.u == 3 && s.c == -1 && s.b == 1);
    return 0;
}

int test_bit_field_of_enum(void) {
    enum e { A, B = 3 };
    struct { enum e e : 2; } s = { B };
    CHECK(s.e == B);
    return 0;
}

int test_bit_field_promotion(void) {
    struct { unsigned u : 31; unsigned w : 32; unsigned long long l : 33; } s = { 1, 1, 1 };
    CHECK(s.u - 2 < 0);
    CHECK(s.w - 2 > 0);
    return 0;
}

int test_flexible_array_member(void) {
    struct s { int n; char text[]; } *s;
    int space[4] = { 0 };
    CHECK(sizeof(struct s) == 4);
    s = (struct s *)space;
    s->text[0] = 1, s->text[3] = 2;
    CHECK(space[1] == 0x02000001);
    return 0;
}

int test_anonymous_members(void) {
    struct s { int kind; union { int i; struct { short low, high; }; }; } s = { 1, { 0x20003 } };
    CHECK(s.low == 3 && s.high == 2 && sizeof s == 8);
    s.high = 0;
    CHECK(s.i == 3);
    return 0;
}

int test_unions_pun(void) {
    union { int i; unsigned char b[4]; float f; } u;
    u.i = 0x3f800000;
    CHECK(u.b[3] == 0x3f);
    u.b[2] = 0;
    CHECK(u.i == 0x3f000000);
    return 0;
}

int test_alignof(void) {
    CHECK(_Alignof(char) == 1 && _Alignof(short) == 2 && _Alignof(int *) == 4);
    CHECK(_Alignof(long long) == 8 && _Alignof(double) == 8 && _Alignof(int[3]) == 4);
    CHECK(_Alignof(struct { char c; long long l; }) == 8);
    return 0;
}

int test_wide_bit_fields(void) {
    struct { unsigned long long a : 40, b : 33; long long c : 40; } s = { 1ull << 32, 1ull << 32, -1 };
    CHECK(s.a << 8 == 0 && s.a * s.a == 0 && s.b + s.b == 0x200000000ull - 0x200000000ull);
    CHECK(s.a + s.b == 0x200000000ull && ~s.a == 0xfeffffffffull && -s.b == 0x100000000ull);
    CHECK(s.c < 0 && s.c + 1 == 0 && sizeof(s.a + 0) == 8 && s.a - 0x200000000ll < 0);
    s.a -= 0x100000001ll;
    CHECK(s.a == 0xffffffffffull && ++s.a == 0);
    CHECK((s.b ? s.a - 1 : 0) == 0xffffffffffull && (long long)(s.a - 1) > 0);
    return 0;
}

#define FLOATING(x) _Generic((x), float: 1, double: 2, long double: 3, default: 0)
int test_long_double_is_another_type(void) {
    long double a = 1.5L;
    CHECK(FLOATING(a) == 3 && FLOATING(1.5) == 2 && FLOATING(1.5f) == 1 && FLOATING(a + 1.0f) == 3 && FLOATING(0x1p3l) == 3);
    CHECK(_Generic(&a, double *: 1, long double *: 2) == 2 && a == 1.5 && (double)a + 1 == 2.5 && (int)(a * 2) == 3);
    return 0;
}
