#include <errno.h>
#include <stdlib.h>

void *reallocarray(void *block, size_t count, size_t size) {
    unsigned long long bytes = (unsigned long long)count * size;
    if (!(bytes >> 32)) return realloc(block, bytes);
    errno = ENOMEM;
    return 0;
}
