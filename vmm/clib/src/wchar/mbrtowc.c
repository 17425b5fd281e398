/* In the "C" locale a character is a byte, and there is no state. */
#include <stdlib.h>
#include <wchar.h>

wint_t btowc(int byte) { return (unsigned)byte < 128 ? (wint_t)byte : WEOF; }

int wctob(wint_t c) { return c < 128 ? (int)c : -1; }

int mbsinit(const mbstate_t *state) {
    (void)state;
    return 1;
}

size_t mbrtowc(wchar_t *restrict wide, const char *restrict s, size_t n, mbstate_t *restrict state) {
    (void)state;
    if (!s) return 0;
    return n ? (size_t)mbtowc(wide, s, n) : (size_t)-2;
}

size_t mbrlen(const char *restrict s, size_t n, mbstate_t *restrict state) { return mbrtowc(NULL, s, n, state); }

size_t wcrtomb(char *restrict s, wchar_t wide, mbstate_t *restrict state) {
    (void)state;
    return s ? (size_t)wctomb(s, wide) : 1;
}

size_t mbsrtowcs(wchar_t *restrict to, const char **restrict from, size_t n, mbstate_t *restrict state) {
    size_t done = mbstowcs(to, *from, n);
    (void)state;
    if (to && done != (size_t)-1) *from = done < n ? NULL : *from + done;
    return done;
}

size_t wcsrtombs(char *restrict to, const wchar_t **restrict from, size_t n, mbstate_t *restrict state) {
    size_t done = wcstombs(to, *from, n);
    (void)state;
    if (to && done != (size_t)-1) *from = done < n ? NULL : *from + done;
    return done;
}
