#include <string.h>

char *stpcpy(char *to, const char *from) {
    size_t n = strlen(from);
    memcpy(to, from, n + 1);
    return to + n;
}
