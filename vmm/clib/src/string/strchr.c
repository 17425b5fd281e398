#include <string.h>

char *strchr(const char *s, int byte) {
    for (; *s != (char)byte; s++)
        if (!*s) return 0;
    return (char *)s;
}
