#include <string.h>

size_t strlcat(char *to, const char *from, size_t size) {
    size_t len = strnlen(to, size);
    if (len == size) return size + strlen(from);
    return len + strlcpy(to + len, from, size - len);
}
