#include <string.h>

int strncmp(const char *a, const char *b, size_t n) {
    const unsigned char *p = (const unsigned char *)a, *q = (const unsigned char *)b;
    for (; n && *p && *p == *q; n--, p++) q++;
    return n ? (*p > *q) - (*p < *q) : 0;
}
