#include "stdio_impl.h"

int fprintf(FILE *restrict stream, const char *restrict format, ...) {
    va_list args;
    int n;
    va_start(args, format);
    n = vfprintf(stream, format, args);
    va_end(args);
    return n;
}
