#include "stdio_impl.h"

int sscanf(const char *restrict text, const char *restrict format, ...) {
    va_list args;
    int n;
    va_start(args, format);
    n = vsscanf(text, format, args);
    va_end(args);
    return n;
}
