#include <string.h>

void *memmove(void *to, const void *from, size_t n) {
    unsigned char *d = to;
    const unsigned char *s = from;
    /* In front of the source, or behind all of it: forwards is right. */
    if ((unsigned)d - (unsigned)s >= n) return memcpy(to, from, n);
    d += n;
    s += n;
    for (; n >= 8; n -= 8) {
        d -= 8;
        s -= 8;
        *(unsigned long long *)d = *(const unsigned long long *)s;
    }
    while (n--) *--d = *--s;
    return to;
}
