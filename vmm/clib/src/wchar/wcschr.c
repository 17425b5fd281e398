#include <wchar.h>

wchar_t *wcschr(const wchar_t *s, wchar_t c) {
    while (*s && *s != c) s++;
    return *s == c ? (wchar_t *)s : NULL;
}

wchar_t *wcsrchr(const wchar_t *s, wchar_t c) {
    const wchar_t *at = s + wcslen(s) + 1;
    while (at != s)
        if (*--at == c) return (wchar_t *)at;
    return NULL;
}
