#include "stdio_impl.h"

int printf(const char *restrict format, ...) {
    va_list args;
    int n;
    va_start(args, format);
    n = vprintf(format, args);
    va_end(args);
    return n;
}
