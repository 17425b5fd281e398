#include <string.h>

void *mempcpy(void *to, const void *from, size_t n) { return (char *)memcpy(to, from, n) + n; }
