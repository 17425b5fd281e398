// Literals.
#include <stddef.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)
#define TYPE(x) _Generic((x), int: 1, unsigned: 2, long: 3, unsigned long: 4, long long: 5, unsigned long long: 6, \
    float: 7, double: 8, char: 9, default: 0)

int test_integer_types(void) {
    CHECK(TYPE(1) == 1 && TYPE(2147483647) == 1 && TYPE(2147483648) == 5);
    CHECK(TYPE(0x7fffffff) == 1 && TYPE(0xffffffff) == 2 && TYPE(037777777777) == 2 && TYPE(0x100000000) == 5);
    CHECK(TYPE(0x8000000000000000) == 6 && TYPE(1u) == 2 && TYPE(1l) == 3 && TYPE(1ul) == 4 && TYPE(1LU) == 4);
    CHECK(TYPE(1ll) == 5 && TYPE(1ull) == 6 && TYPE(4294967296u) == 6 && TYPE(2147483648l) == 5);
    return 0;
}

int test_integer_values(void) {
    CHECK(0x1F == 31 && 0X1f == 31 && 017 == 15 && 0 == 00 && 1000000000000 == 1000 * 1000000000ll);
    CHECK(18446744073709551615ull == -1 && 9223372036854775807 > 0);
    return 0;
}

int test_binary_literals(void) {
    CHECK(0b1011 == 11 && 0B0 == 0 && 0b11111111111111111111111111111111 == 0xffffffff);
    return 0;
}

int test_float_literals(void) {
    CHECK(1.5 == 3 / 2.0 && .5 == 0.5 && 5. == 5 && 1e3 == 1000 && 1E-2 == 0.01 && 12.5e+1 == 125);
    CHECK(0x1p-1 == 0.5 && 0x1.8p1 == 3 && 0x.8P+0 == 0.5);
    CHECK(TYPE(1.0f) == 7 && TYPE(1.F) == 7 && TYPE(1.0) == 8 && TYPE(1e1) == 8);
    return 0;
}

int test_float_literals_round_to_nearest(void) {
    union { double d; unsigned long long u; } a = { 0.1 }, b = { 9007199254740993.0 }, c = { 2.2250738585072011e-308 };
    union { float f; unsigned u; } f = { 0.1f }, g = { 16777217.0f };
    CHECK(a.u == 0x3fb999999999999aull && b.u == 0x4340000000000000ull && c.u == 0x000fffffffffffffull);
    CHECK(f.u == 0x3dcccccd && g.u == 0x4b800000);
    return 0;
}

int test_character_constants(void) {
    CHECK(sizeof 'a' == 4 && 'a' == 97 && '\'' == 39 && '"' == 34);
    CHECK('\xff' == -1 && '\377' == -1 && '\x80' == -128);
    return 0;
}

int test_escapes(void) {
    CHECK('\a' == 7 && '\b' == 8 && '\f' == 12 && '\n' == 10 && '\r' == 13 && '\t' == 9 && '\v' == 11);
    CHECK('\\' == 92 && '\?' == 63 && '\0' == 0 && '\12' == 10 && '\101' == 65 && '\x41' == 65);
    CHECK(sizeof "\1234" == 3 && "\1234"[1] == '4' && sizeof "\x0041" == 2);
    return 0;
}

int test_escape_e(void) {
    CHECK('\e' == 27);
    return 0;
}

int test_multi_character_constants(void) {
    CHECK('ab' == 0x6162 && 'abcd' == 0x61626364 && 'a\xff' == 0x61ff);
    return 0;
}

int test_universal_character_names(void) {
    const char *s = "\u00e9\U0001f600";
    CHECK(sizeof "\u00e9\U0001f600" == 7);
    CHECK((s[0] & 255) == 0xc3 && (s[1] & 255) == 0xa9 && (s[2] & 255) == 0xf0 && (s[5] & 255) == 0x80);
    return 0;
}

int test_strings(void) {
    char s[] = "abc" "de" /* still the same */ "f", t[] = "a\0b";
    CHECK(sizeof s == 7 && s[5] == 'f' && s[6] == 0 && sizeof t == 4 && t[2] == 'b');
    CHECK(sizeof "x" "\x1" "1" == 4 && "\x1" "1"[1]);
    CHECK("abc"[1] == 'b' && *"x" == 'x' && sizeof "" == 1);
    return 0;
}

int own_wide_literals(void) {
    const wchar_t *s = L"a\u20ac\x1ffff" "z";
    CHECK(L'a' == 97 && L'\u20ac' == 0x20ac && sizeof L'a' == 4 && L'\xffff' == 65535);
    CHECK(sizeof L"abc" == 16 && s[1] == 0x20ac && s[2] == 0x1ffff && s[3] == 'z' && s[4] == 0);
    CHECK(L"é"[0] == 0xe9 && L"é"[1] == 0);
    return 0;
}

int test_unicode_literals(void) {
    const unsigned short *s = u"\U0001f600";
    const unsigned *t = U"\U0001f600";
    CHECK(sizeof u8"é" == 3 && u8"é"[1] == (char)0xa9);
    CHECK(s[0] == 0xd83d && s[1] == 0xde00 && s[2] == 0 && t[0] == 0x1f600 && t[1] == 0);
    CHECK(u'a' == 97 && U'\U0001f600' == 0x1f600);
    return 0;
}

enum { N = sizeof(int) * 2 + (1 ? 3 : 1 / 0), M = (char)300, K = (int)2.9 + !0 };
static int sized[N + 1], *address = &sized[N - 1];
static const double quotient = 1 / 3.0;
static const char *tail = &"hello"[1];
static int difference = (int)(&sized[5] - &sized[2]), of = offsetof(struct { char c; int i; }, i);

int test_constant_expressions(void) {
    CHECK(N == 11 && M == 44 && K == 3 && sizeof sized == 48 && address == sized + 10);
    CHECK(*tail == 'e' && difference == 3 && of == 4);
    switch (12) { case N + 1: break; default: return __LINE__; }
    return 0;
}

int test_constant_floats(void) {
    volatile double one = 1, three = 3;
    CHECK(quotient == one / three);
    return 0;
}
