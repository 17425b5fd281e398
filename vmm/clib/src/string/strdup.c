#include <stdlib.h>
#include <string.h>

char *strdup(const char *s) {
    size_t n = strlen(s) + 1;
    void *copy = malloc(n);
    return copy ? memcpy(copy, s, n) : 0;
}
