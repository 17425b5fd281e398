#include <string.h>

#include "stdio_impl.h"

int fputs(const char *restrict text, FILE *restrict stream) {
    size_t n = strlen(text);
    if (!__file_writes(stream)) return EOF;
    return __file_write(stream, text, n) == n ? 1 : EOF;
}
