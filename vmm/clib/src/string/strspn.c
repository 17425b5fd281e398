#include <string.h>

size_t strspn(const char *s, const char *set) {
    unsigned in[8] = {0};
    const unsigned char *p;
    for (p = (const unsigned char *)set; *p; p++) in[*p >> 5] |= 1U << (*p & 31);
    for (p = (const unsigned char *)s; in[*p >> 5] >> (*p & 31) & 1; p++) {}
    return (const char *)p - s;
}
