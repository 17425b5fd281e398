// The preprocessor: C99 6.10 and what GNU adds.
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

static int equal(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

#define FIVE 5
#define EMPTY
#define TEN (FIVE + FIVE)

int test_object_macros(void) {
    CHECK(TEN EMPTY == 10);
#undef TEN
#define TEN 11
    CHECK(TEN == 11);
#define SAME (1 + 2)
#define SAME (1  +  2) /* the same but for white space */
    CHECK(SAME == 3);
    return 0;
}

#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define CALL(f, args) f args
#define PAIR(a, b) a b
#define NOTHING() 7

int test_function_macros(void) {
    int MAX = 1;
    CHECK(MAX(2, 3) == 3);
    CHECK(MAX
        (4,
         3) == 4);
    CHECK(MAX == 1);
    CHECK(CALL(MAX, (MAX(1, 5), 2)) == 5);
    CHECK(MAX((1, 2), 0) == 2);
    CHECK(equal("a" PAIR(,"b"), "ab"));
    CHECK(PAIR(,)NOTHING() == 7);
    return 0;
}

#define STR(x) #x
#define XSTR(...) SHOW(__VA_ARGS__)
#define SHOW(...) #__VA_ARGS__

int test_stringize(void) {
    CHECK(equal(STR(a  +   b), "a + b"));
    CHECK(equal(STR( "x\n" '\'' ), "\"x\\n\" '\\''"));
    CHECK(equal(STR(FIVE), "FIVE"));
    CHECK(equal(XSTR(FIVE), "5"));
    CHECK(equal(STR(), ""));
    CHECK(equal(STR(/* gone */ a/**/b), "a b"));
    return 0;
}

#define PASTE(a, b) a ## b
#define XPASTE(a, b) PASTE(a, b)
#define HASH_HASH # ## #
#define MAKE_STR(s) # s
#define IN_BETWEEN(a) MAKE_STR(a)
#define JOIN(c, d) IN_BETWEEN(c HASH_HASH d)

int test_paste(void) {
    int x1 = 3, xFIVE = 4, x5 = 6;
    CHECK(PASTE(x, 1) == 3);
    CHECK(PASTE(x, FIVE) == 4);
    CHECK(XPASTE(x, FIVE) == 6);
    CHECK(PASTE(1, 2) == 12 && PASTE(0x, ff) == 255 && PASTE(1.5, e1) == 15);
    CHECK(x1 PASTE(=, =) 3);
    CHECK(PASTE(, 8) == 8 && PASTE(9, ) == 9);
    CHECK(equal(JOIN(x, y), "x ## y"));
    return 0;
}

#define COUNT_(a, b, c, d, n, ...) n
#define COUNT(...) COUNT_(__VA_ARGS__, 4, 3, 2, 1)
#define FIRST(a, ...) a

int test_variadic_macros(void) {
    CHECK(COUNT(x) == 1 && COUNT(x, y) == 2 && COUNT(x, (y, z), w) == 3);
    CHECK(equal(SHOW(a, b,c), "a, b,c"));
    CHECK(FIRST(4, 5, 6) == 4);
    return 0;
}

static int sum(int n, int a, int b) { return n * 100 + a * 10 + b; }
#define GNU_CALL(n, ...) sum(n, ## __VA_ARGS__)
#define GNU_NAMED(n, rest...) sum(n, rest)
#define GNU_NONE(f, ...) f(1, 2, 3 , ## __VA_ARGS__)

int test_gnu_variadic_macros(void) {
    CHECK(GNU_CALL(1, 2, 3) == 123);
    CHECK(GNU_NAMED(4, 5, 6) == 456);
    CHECK(GNU_NONE(sum) == 123);
    return 0;
}

#define OPTIONAL(n, ...) sum(n __VA_OPT__(,) __VA_ARGS__)
#define OPTIONAL_TEXT(...) "<" __VA_OPT__(#__VA_ARGS__) ">"

int test_va_opt(void) {
    CHECK(OPTIONAL(1, 2, 3) == 123 && OPTIONAL(({ 1; }), 1, 1) == 111);
    CHECK(equal(OPTIONAL_TEXT(), "<>") && equal(OPTIONAL_TEXT(a, b), "<a, b>"));
    return 0;
}

#define f(x) (x + f)
#define OBJ g
#define g(x) 40 + x

int test_macros_do_not_recur(void) {
    int f = 2, self = 4, ping = 9;
#define self self + 1
#define ping pong
#define pong ping
    CHECK(f(1) == 3);
    CHECK(self == 5);
    CHECK(ping == 9);
    CHECK(OBJ(2) == 42);
    return 0;
}
#undef f
#undef self

/* The examples of C99 6.10.3.5. */
#define x 3
#define f(a) f(x * (a))
#undef x
#define x 2
#define g2 f
#define z z[0]
#define h g2(~
#define m(a) a(w)
#define w 0,1
#define t(a) a
#define p() int
#define q(x) x
#define r(x,y) x ## y
#define str(x) # x

int test_example_of_the_standard(void) {
    CHECK(equal(XSTR(f(y+1) + f(f(z)) % t(t(g2)(0) + t)(1);),
        "f(2 * (y+1)) + f(2 * (f(2 * (z[0])))) % f(2 * (0)) + t(1);"));
    CHECK(equal(XSTR(p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };), "int i[] = { 1, 23, 4, 5, };"));
    CHECK(equal(str(strncmp("abc\0d", "abc", '\4') == 0), "strncmp(\"abc\\0d\", \"abc\", '\\4') == 0"));
    return 0;
}
#undef x
#undef f
#undef z
#undef h
#undef m
#undef w
#undef t
#undef p
#undef q
#undef r
#undef str

#define ONE 1
#if ONE && defined ONE && defined(FIVE) && !defined(NOPE) && NOPE == 0
enum { taken = 1 };
#elif 1 / 0
enum { taken = 2 };
#else
enum { taken = 3 };
#endif

int test_conditionals(void) {
    int n = 0;
    CHECK(taken == 1);
#ifdef NOPE
    n = 1;
#   error not reached
#   if nonsense ( ] 'unclosed
#   endif
#elif FIVE > 4
    n += 2;
#endif
#ifndef NOPE
    n += 4;
#else
    n += 8;
#endif
    CHECK(n == 6);
    return 0;
}

int test_if_expressions(void) {
    int n = 0;
#if -1 > 0u && (2 ? 3 : 4) == 3 && 'A' == 65 && 0x7fffffffffffffff > 2147483647 + 1
    n |= 1;
#endif
#if (1 << 40) == 1099511627776 && ~0 == -1 && 7 / 2 == 3 && -7 % 3 == -1 && (0 && 1 / 0) == 0
    n |= 2;
#endif
#if 18446744073709551615u == -1 && (1 || 1 / 0) && 10 - 2 - 3 == 5 && 1 + 2 * 3 == 7
    n |= 4;
#endif
#if '\377' < 0 && '\n' == 10 && true == 0
    n |= 8;
#endif
    CHECK(n == 15);
    return 0;
}

int test_line(void) {
    int here = __LINE__;
    CHECK(__LINE__ == here + 1);
#line 5000
    CHECK(__LINE__ == 5000);
#line 60 "other.c"
    CHECK(__LINE__ == 60);
    CHECK(equal(__FILE__, "other.c"));
#line 300 "preprocessor.c"
    return 0;
}

int test_func(void) {
    CHECK(equal(__func__, "test_func"));
    CHECK(equal(__FUNCTION__, "test_func"));
    CHECK(__func__ == __func__ && (const char *)__func__ != "test_func");
    CHECK(sizeof __func__ == 10);
    return 0;
}

int test_predefined(void) {
    CHECK(__STDC__ == 1);
    CHECK(__STDC_VERSION__ >= 199901L);
    CHECK(__STDC_HOSTED__ == 1);
    CHECK(sizeof __DATE__ == 12 && sizeof __TIME__ == 9);
    CHECK(__DATE__[3] == ' ' && __DATE__[6] == ' ' && __TIME__[2] == ':' && __TIME__[5] == ':');
    return 0;
}

int own_plugvisor_is_defined(void) {
#ifndef __PLUGVISOR__
    return __LINE__;
#endif
#if defined __GNUC__ && !defined __GNUC__
    return __LINE__;
#endif
#if defined __linux__ || defined __unix__ || defined __i386__ || defined __x86_64__
    return __LINE__;
#endif
    return 0;
}

int test_describing_macros(void) {
    CHECK(__INT_MAX__ == 2147483647 && __CHAR_BIT__ == 8);
    CHECK(__SIZEOF_INT__ == 4 && __SIZEOF_LONG__ == 4 && __SIZEOF_POINTER__ == 4);
    CHECK(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
    return 0;
}

int test_counter(void) {
    int a = __COUNTER__, b = __COUNTER__;
    CHECK(b == a + 1);
    return 0;
}

#define DO_PRAGMA(text) _Pragma(#text)

int test_pragmas_are_ignored(void) {
#pragma once upon a time
#pragma STDC FP_CONTRACT OFF
    DO_PRAGMA(whatever it is)
    _Pragma("more of it") return 0;
}

#include <stddef.h>
#define HEADER <limits.h>
#include HEADER

int test_include(void) {
    size_t n = sizeof(int);
    CHECK(n == 4 && INT_MAX == 2147483647);
    return 0;
}

int test_null_directive(void) {
#
    return 0;
}

#if defined __has_include
#if __has_include(<string.h>) && !__has_include(<no/such/header.h>)
#define HAS 1
#endif
#endif

int test_has_include(void) {
    CHECK(HAS == 1);
    return 0;
}

#define PUSHED 1
#pragma push_macro("PUSHED")
#undef PUSHED
#define PUSHED 2
int while_pushed = PUSHED;
#pragma push_macro("UNKNOWN_MACRO")
#define UNKNOWN_MACRO 5
#pragma pop_macro("UNKNOWN_MACRO")
#pragma pop_macro("PUSHED")
int test_push_macro(void) {
#ifdef UNKNOWN_MACRO
    return __LINE__;
#endif
    CHECK(while_pushed == 2 && PUSHED == 1);
    return 0;
}
