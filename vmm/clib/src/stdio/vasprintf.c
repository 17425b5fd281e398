#include <stdlib.h>

#include "stdio_impl.h"

int vasprintf(char **restrict text, const char *restrict format, va_list args) {
    va_list again;
    int n;
    *text = NULL;
    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0 || !(*text = malloc((size_t)n + 1))) return -1;
    return vsnprintf(*text, (size_t)n + 1, format, args);
}
