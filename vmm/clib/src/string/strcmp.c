#include <string.h>

/* -1, 0 or 1, as programs that print it are used to from others. */
int strcmp(const char *a, const char *b) {
    const unsigned char *p = (const unsigned char *)a, *q = (const unsigned char *)b;
    for (; *p && *p == *q; p++) q++;
    return (*p > *q) - (*p < *q);
}
