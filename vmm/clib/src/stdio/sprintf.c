#include "stdio_impl.h"

int sprintf(char *restrict text, const char *restrict format, ...) {
    va_list args;
    int n;
    va_start(args, format);
    n = vsprintf(text, format, args);
    va_end(args);
    return n;
}
