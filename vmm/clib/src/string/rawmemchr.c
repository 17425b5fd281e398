#include <string.h>

void *rawmemchr(const void *s, int byte) {
    const unsigned char *p = s;
    while (*p != (unsigned char)byte) p++;
    return (void *)p;
}
