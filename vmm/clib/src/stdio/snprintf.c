#include "stdio_impl.h"

int snprintf(char *restrict text, size_t size, const char *restrict format, ...) {
    va_list args;
    int n;
    va_start(args, format);
    n = vsnprintf(text, size, format, args);
    va_end(args);
    return n;
}
