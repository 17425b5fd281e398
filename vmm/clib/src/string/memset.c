#include <string.h>

void *memset(void *to, int byte, size_t n) {
    unsigned char *d = to;
    unsigned word = (unsigned char)byte * 0x01010101U;
    unsigned long long wide = (unsigned long long)word << 32 | word;
    for (; n >= 32; n -= 32, d += 32) {
        ((unsigned long long *)d)[0] = wide;
        ((unsigned long long *)d)[1] = wide;
        ((unsigned long long *)d)[2] = wide;
        ((unsigned long long *)d)[3] = wide;
    }
    for (; n >= 4; n -= 4, d += 4) *(unsigned *)d = word;
    while (n--) *d++ = byte;
    return to;
}
