#include "stdio_impl.h"

int puts(const char *text) {
    if (fputs(text, stdout) < 0) return EOF;
    return putchar('\n') < 0 ? EOF : 1;
}
