#include "stdio_impl.h"

int scanf(const char *restrict format, ...) {
    va_list args;
    int n;
    va_start(args, format);
    n = vfscanf(stdin, format, args);
    va_end(args);
    return n;
}
