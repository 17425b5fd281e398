#include <string.h>

void *memccpy(void *to, const void *from, int byte, size_t n) {
    const char *end = memchr(from, byte, n);
    if (!end) {
        memcpy(to, from, n);
        return 0;
    }
    n = end + 1 - (const char *)from;
    memcpy(to, from, n);
    return (char *)to + n;
}
