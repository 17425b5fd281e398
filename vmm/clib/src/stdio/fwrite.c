#include "stdio_impl.h"

size_t fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict stream) {
    unsigned long long n = (unsigned long long)size * count;
    if (!n || !__file_writes(stream)) return 0;
    if (n > (size_t)-1) n = (size_t)-1;
    n = __file_write(stream, from, (size_t)n);
    return n == size * count ? count : (size_t)n / size;
}
