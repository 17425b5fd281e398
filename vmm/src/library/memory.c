/* Memory and strings as in C99 7.21. Words are moved and compared where they can be: the processors that run this
   take them at any address. */

void *memcpy(void *to, const void *from, unsigned n) {
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

void *memmove(void *to, const void *from, unsigned n) {
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

void *memset(void *to, int byte, unsigned n) {
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

int memcmp(const void *a, const void *b, unsigned n) {
    const unsigned char *p = a, *q = b;
    for (; n >= 4 && *(const unsigned *)p == *(const unsigned *)q; n -= 4) {
        p += 4;
        q += 4;
    }
    for (; n; n--, p++, q++)
        if (*p != *q) return *p - *q;
    return 0;
}

void *memchr(const void *s, int byte, unsigned n) {
    const unsigned char *p = s;
    for (; n; n--, p++)
        if (*p == (unsigned char)byte) return (void *)p;
    return 0;
}

unsigned strlen(const char *s) {
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

int strcmp(const char *a, const char *b) {
    for (; *a && *a == *b; a++) b++;
    return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, unsigned n) {
    for (; n && *a && *a == *b; n--, a++) b++;
    return n ? (unsigned char)*a - (unsigned char)*b : 0;
}

char *strchr(const char *s, int byte) {
    for (; *s != (char)byte; s++)
        if (!*s) return 0;
    return (char *)s;
}
