#include <ctype.h>
#include <strings.h>

int strncasecmp(const char *a, const char *b, size_t n) {
    const unsigned char *p = (const unsigned char *)a, *q = (const unsigned char *)b;
    for (; n && *p && tolower(*p) == tolower(*q); n--, p++) q++;
    return n ? tolower(*p) - tolower(*q) : 0;
}
