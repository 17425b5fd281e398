#include <string.h>

int memcmp(const void *a, const void *b, size_t n) {
    const unsigned char *p = a, *q = b;
    for (; n >= 4 && *(const unsigned *)p == *(const unsigned *)q; n -= 4) {
        p += 4;
        q += 4;
    }
    for (; n; n--, p++, q++)
        if (*p != *q) return *p < *q ? -1 : 1;
    return 0;
}
