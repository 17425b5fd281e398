#include <string.h>

size_t strxfrm(char *to, const char *from, size_t size) { return strlcpy(to, from, size); }
