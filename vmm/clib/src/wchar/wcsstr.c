#include <string.h>
#include <wchar.h>

/* The bytes of the one among those of the other, by memmem, which takes linear time. */
wchar_t *wcsstr(const wchar_t *hay, const wchar_t *needle) {
    const char *at = (const char *)hay, *end = at + wcslen(hay) * sizeof *hay;
    size_t n = wcslen(needle) * sizeof *needle;
    while ((at = memmem(at, end - at, needle, n))) {
        /* Not where a character begins: what comes next may begin before the end of this one. */
        if ((at - (const char *)hay) % sizeof *hay == 0) break;
        at++;
    }
    return (wchar_t *)at;
}
