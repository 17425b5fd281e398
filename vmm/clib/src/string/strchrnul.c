#include <string.h>

char *strchrnul(const char *s, int byte) {
    while (*s && *s != (char)byte) s++;
    return (char *)s;
}
