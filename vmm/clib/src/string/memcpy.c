#include <string.h>

void *memcpy(void *to, const void *from, size_t n) {
    unsigned char *d = to;
    const unsigned char *s = from;
    for (; n >= 32; n -= 32, d += 32, s += 32) {
        unsigned long long a = ((const unsigned long long *)s)[0], b = ((const unsigned long long *)s)[1];
        unsigned long long c = ((const unsigned long long *)s)[2], e = ((const unsigned long long *)s)[3];
        ((unsigned long long *)d)[0] = a;
        ((unsigned long long *)d)[1] = b;
        ((unsigned long long *)d)[2] = c;
        ((unsigned long long *)d)[3] = e;
    }
    for (; n >= 4; n -= 4, d += 4, s += 4) *(unsigned *)d = *(const unsigned *)s;
    while (n--) *d++ = *s++;
    return to;
}
