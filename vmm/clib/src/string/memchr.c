#include <string.h>

void *memchr(const void *s, int byte, size_t n) {
    const unsigned char *p = s;
    for (; n; n--, p++)
        if (*p == (unsigned char)byte) return (void *)p;
    return 0;
}
