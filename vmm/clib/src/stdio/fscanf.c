#include "stdio_impl.h"

int fscanf(FILE *restrict stream, const char *restrict format, ...) {
    va_list args;
    int n;
    va_start(args, format);
    n = vfscanf(stream, format, args);
    va_end(args);
    return n;
}
