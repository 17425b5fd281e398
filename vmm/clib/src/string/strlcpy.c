#include <string.h>

size_t strlcpy(char *to, const char *from, size_t size) {
    size_t len = strlen(from), n = len;
    if (size) {
        if (n > size - 1) n = size - 1;
        memcpy(to, from, n);
        to[n] = 0;
    }
    return len;
}
