/* The "C" locale: a byte is a character. */
#include <stdlib.h>

int mbtowc(wchar_t *wide, const char *s, size_t n) {
    if (!s) return 0;
    if (!n) return -1;
    if (wide) *wide = (unsigned char)*s;
    return *s != 0;
}
