// <wchar.h>, <wctype.h>
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int test_wcslen(void) {
    CHECK(wcslen(L"") == 0 && wcslen(L"h\u00e9\u20ac\U0001f600") == 4 && wcsnlen(L"abc", 2) == 2 && wcsnlen(L"abc", 9) == 3);
    return 0;
}

int test_wcscpy(void) {
    wchar_t to[10];
    CHECK(wcscpy(to, L"\u20acb") == to && to[0] == 0x20ac && to[2] == 0 && wcpcpy(to, L"xy") == to + 2);
    CHECK(wcscat(to, L"z") == to && !wcscmp(to, L"xyz") && wcsncat(to, L"abcd", 2) == to && !wcscmp(to, L"xyzab"));
    CHECK(wcsncpy(to, L"q", 4) == to && to[0] == L'q' && !to[1] && !to[2] && !to[3] && to[4] == L'b');
    CHECK(wcsncpy(to, L"long", 2) == to && to[1] == L'o' && !to[2]);
    return 0;
}

int test_wcscmp(void) {
    CHECK(wcscmp(L"a", L"a") == 0 && wcscmp(L"a", L"b") < 0 && wcscmp(L"\u20ac", L"a") > 0 && wcscmp(L"ab", L"a") > 0);
    CHECK(wcsncmp(L"abc", L"abd", 2) == 0 && wcsncmp(L"abc", L"abd", 3) < 0 && wcscoll(L"x", L"x") == 0);
    return 0;
}

int test_wcschr(void) {
    const wchar_t *s = L"abcabc";
    CHECK(wcschr(s, L'b') == s + 1 && wcsrchr(s, L'b') == s + 4 && !wcschr(s, L'x') && !wcsrchr(s, L'x'));
    CHECK(wcschr(s, 0) == s + 6 && wcsrchr(s, 0) == s + 6);
    return 0;
}

int test_wcsspn(void) {
    const wchar_t *s = L"aab,cd";
    CHECK(wcsspn(s, L"ab") == 3 && wcscspn(s, L",") == 3 && wcspbrk(s, L"dc") == s + 4 && !wcspbrk(s, L"xyz"));
    return 0;
}

int test_wcsstr(void) {
    const wchar_t *s = L"xabcab\u0161";
    CHECK(wcsstr(s, L"bca") == s + 2 && wcsstr(s, L"") == s && !wcsstr(s, L"cb") && wcsstr(s, L"\u0161") == s + 6);
    // The bytes of a needle lie across two characters.
    CHECK(!wcsstr(L"\u6100b", L"\u6261"));
    return 0;
}

int test_wcstok(void) {
    wchar_t s[] = L" a,bc ", *place, *word = wcstok(s, L" ,", &place);
    CHECK(!wcscmp(word, L"a") && !wcscmp(wcstok(NULL, L" ,", &place), L"bc") && !wcstok(NULL, L" ,", &place));
    return 0;
}

int test_wcsdup(void) {
    wchar_t *s = wcsdup(L"ab");
    CHECK(s && !wcscmp(s, L"ab"));
    free(s);
    return 0;
}

int test_wmemcpy(void) {
    wchar_t a[5] = L"abcd", b[5];
    CHECK(wmemcpy(b, a, 5) == b && wmemcmp(a, b, 5) == 0 && wmemmove(b + 1, b, 3) == b + 1 && !wcscmp(b, L"aabc"));
    CHECK(wmemcmp(a, b, 2) > 0 && wmemset(b, L'x', 2) == b && b[1] == L'x' && b[2] == L'b');
    CHECK(wmemchr(a, L'c', 4) == a + 2 && !wmemchr(a, L'c', 2));
    return 0;
}

int test_wcstol(void) {
    const wchar_t *s = L"  -42\u20ac";
    wchar_t *end;
    CHECK(wcstol(s, &end, 10) == -42 && end == s + 5 && wcstoul(L"ff", NULL, 16) == 255);
    CHECK(wcstoll(L"123456789012", &end, 0) == 123456789012 && wcstoull(L"0x10", NULL, 0) == 16);
    errno = 0;
    CHECK(wcstol(L"9999999999", NULL, 10) == LONG_MAX && errno == ERANGE);
    CHECK(wcstol(s = L"none", &end, 10) == 0 && end == s);
    return 0;
}

int test_wcstod(void) {
    const wchar_t *s = L" 2.5e1x";
    wchar_t *end;
    CHECK(wcstod(s, &end) == 25.0 && end == s + 6);
    return 0;
}

int test_mbrtowc(void) {
    mbstate_t state;
    wchar_t w[8];
    char s[8];
    const char *from = "abc";
    const wchar_t *wide = w;
    memset(&state, 0, sizeof state);
    CHECK(mbsinit(&state) && mbrtowc(w, "x", 1, &state) == 1 && w[0] == L'x' && mbrtowc(w, "", 1, &state) == 0);
    CHECK(mbrlen("x", 0, &state) == (size_t)-2 && wcrtomb(s, L'y', &state) == 1 && s[0] == 'y');
    CHECK(btowc('a') == L'a' && btowc(-1) == WEOF && wctob(L'a') == 'a' && wctob(0x20ac) == -1);
    CHECK(mbsrtowcs(w, &from, 8, &state) == 3 && !from && !wcscmp(w, L"abc"));
    CHECK(wcsrtombs(s, &wide, 2, &state) == 2 && wide == w + 2 && s[1] == 'b');
    return 0;
}

int test_iswalpha(void) {
    CHECK(iswalpha(L'a') && !iswalpha(L'1') && iswalnum(L'1') && iswdigit(L'1') && iswxdigit(L'f') && iswspace(L'\t'));
    CHECK(iswblank(L' ') && iswcntrl(1) && iswgraph(L'!') && iswprint(L' ') && iswpunct(L'!') && iswupper(L'A'));
    CHECK(iswlower(L'a') && !iswalpha(WEOF) && towupper(L'a') == L'A' && towlower(L'A') == L'a' && towupper(L'1') == L'1');
    CHECK(!iswalpha(0x20ac) && towlower(0x20ac) == 0x20ac);
    return 0;
}
