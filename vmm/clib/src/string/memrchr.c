#include <string.h>

void *memrchr(const void *s, int byte, size_t n) {
    const unsigned char *p = s;
    while (n--)
        if (p[n] == (unsigned char)byte) return (void *)(p + n);
    return 0;
}
