#include <string.h>
#include <wchar.h>

wchar_t *wcpcpy(wchar_t *restrict to, const wchar_t *restrict from) {
    while ((*to = *from)) to++, from++;
    return to;
}

wchar_t *wcscpy(wchar_t *restrict to, const wchar_t *restrict from) {
    wcpcpy(to, from);
    return to;
}

wchar_t *wcscat(wchar_t *restrict to, const wchar_t *restrict from) {
    wcpcpy(to + wcslen(to), from);
    return to;
}

wchar_t *wcsncpy(wchar_t *restrict to, const wchar_t *restrict from, size_t n) {
    size_t len = wcsnlen(from, n);
    memcpy(to, from, len * sizeof *to);
    memset(to + len, 0, (n - len) * sizeof *to);
    return to;
}

wchar_t *wcsncat(wchar_t *restrict to, const wchar_t *restrict from, size_t n) {
    size_t len = wcsnlen(from, n);
    wchar_t *end = to + wcslen(to);
    memcpy(end, from, len * sizeof *to);
    end[len] = 0;
    return to;
}
