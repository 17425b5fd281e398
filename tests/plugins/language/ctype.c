// <ctype.h>: the C locale
#include <ctype.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)
#define ALL(is, what) for (int c = -1; c < 256; c++) CHECK(!is(c) == !(what))

int test_isalpha(void) {
    ALL(isalpha, c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z');
    return 0;
}

int test_isalnum(void) {
    ALL(isalnum, c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9');
    return 0;
}

int test_isdigit(void) {
    ALL(isdigit, c >= '0' && c <= '9');
    return 0;
}

int test_isxdigit(void) {
    ALL(isxdigit, c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F');
    return 0;
}

int test_islower(void) {
    ALL(islower, c >= 'a' && c <= 'z');
    return 0;
}

int test_isupper(void) {
    ALL(isupper, c >= 'A' && c <= 'Z');
    return 0;
}

int test_isspace(void) {
    ALL(isspace, c == ' ' || c >= 9 && c <= 13);
    return 0;
}

int test_isblank(void) {
    ALL(isblank, c == ' ' || c == 9);
    return 0;
}

int test_iscntrl(void) {
    ALL(iscntrl, c >= 0 && c < 32 || c == 127);
    return 0;
}

int test_isprint(void) {
    ALL(isprint, c >= 32 && c < 127);
    return 0;
}

int test_isgraph(void) {
    ALL(isgraph, c > 32 && c < 127);
    return 0;
}

int test_ispunct(void) {
    ALL(ispunct, c > 32 && c < 127 && !isalnum(c));
    return 0;
}

int test_tolower(void) {
    for (int c = -1; c < 256; c++) CHECK(tolower(c) == (c >= 'A' && c <= 'Z' ? c + 32 : c));
    return 0;
}

int test_toupper(void) {
    for (int c = -1; c < 256; c++) CHECK(toupper(c) == (c >= 'a' && c <= 'z' ? c - 32 : c));
    return 0;
}

int test_isascii(void) {
    CHECK(isascii(127) && !isascii(128) && toascii(0x1c1) == 'A');
    return 0;
}

int test_functions_beside_macros(void) {
    int (*f)(int) = isdigit;
    CHECK(f('5') && !f('x') && (isalpha)('a') && (toupper)('a') == 'A');
    return 0;
}
