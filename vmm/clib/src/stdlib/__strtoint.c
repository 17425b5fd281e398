/* The number that a text begins with, for all of C's functions of that kind (C99 7.20.1.4). The least and the greatest
   value of the type are given by their magnitude; `most_negative` 0 stands for an unsigned type, whose negative
   numbers wrap. */

#include <errno.h>


static unsigned digit(int c) {
    if (c - '0' < 10U) return c - '0';
    if ((c | 32) - 'a' < 26U) return (c | 32) - 'a' + 10;
    return 36;
}

unsigned long long __strtoint(const char *s, char **end, int base, unsigned long long most,
                              unsigned long long most_negative) {
    const unsigned char *p = (const unsigned char *)s;
    unsigned long long value = 0, limit;
    unsigned d;
    int negative = 0, any = 0, over = 0;
    if (base < 0 || base == 1 || base > 36) {
        errno = EINVAL;
        return 0;
    }
    while (*p == ' ' || *p - '\t' < 5U) p++;
    if (*p == '+' || *p == '-') negative = *p++ == '-';
    if ((base == 0 || base == 16) && *p == '0' && (p[1] | 32) == 'x' && digit(p[2]) < 16) {
        p += 2;
        base = 16;
    }
    if (base == 0) base = *p == '0' ? 8 : 10;
    limit = negative && most_negative ? most_negative : most;
    for (; (d = digit(*p)) < (unsigned)base; p++) {
        unsigned long long low = (value & 0xffffffffU) * base + d, high = (value >> 32) * base + (low >> 32);
        any = 1;
        value = high << 32 | (low & 0xffffffffU);
        if (high >> 32 || value > limit) over = 1;
    }
    if (end) *end = (char *)(any ? (const char *)p : s);
    if (over) {
        errno = ERANGE;
        return negative && most_negative ? -limit : limit;
    }
    return negative ? -value : value;
}
