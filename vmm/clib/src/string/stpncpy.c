#include <string.h>

char *stpncpy(char *to, const char *from, size_t n) {
    size_t len = strnlen(from, n);
    memcpy(to, from, len);
    memset(to + len, 0, n - len);
    return to + len;
}
