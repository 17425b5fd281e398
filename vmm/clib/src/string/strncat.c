#include <string.h>

char *strncat(char *to, const char *from, size_t n) {
    size_t len = strnlen(from, n);
    char *end = to + strlen(to);
    memcpy(end, from, len);
    end[len] = 0;
    return to;
}
