#include <string.h>

size_t strlen(const char *s) {
    const char *p = s;
    unsigned word;
    /* A word at a multiple of its size never reaches over the segment's end. */
    for (; (unsigned)p & 3; p++)
        if (!*p) return p - s;
    /* Mycroft's test for a zero byte in a word. */
    for (;;) {
        word = *(const unsigned *)p;
        if ((word - 0x01010101U) & ~word & 0x80808080U) break;
        p += 4;
    }
    while (*p) p++;
    return p - s;
}
