#include "stdio_impl.h"

int dprintf(int fd, const char *restrict format, ...) {
    va_list args;
    int n;
    va_start(args, format);
    n = vdprintf(fd, format, args);
    va_end(args);
    return n;
}
