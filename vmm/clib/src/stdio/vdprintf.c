#include <errno.h>

#include "stdio_impl.h"

int vdprintf(int fd, const char *restrict format, va_list args) {
    if (fd == 1) return vfprintf(stdout, format, args);
    if (fd == 2) return vfprintf(stderr, format, args);
    errno = EBADF;
    return -1;
}
