#include <wchar.h>

int wcsncmp(const wchar_t *a, const wchar_t *b, size_t n) {
    for (; n && *a && *a == *b; n--, a++) b++;
    return n ? (*a > *b) - (*a < *b) : 0;
}

int wcscmp(const wchar_t *a, const wchar_t *b) { return wcsncmp(a, b, (size_t)-1); }

int wcscoll(const wchar_t *a, const wchar_t *b) { return wcsncmp(a, b, (size_t)-1); }
