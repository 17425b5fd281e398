#include "stdio_impl.h"

int asprintf(char **restrict text, const char *restrict format, ...) {
    va_list args;
    int n;
    va_start(args, format);
    n = vasprintf(text, format, args);
    va_end(args);
    return n;
}
