#include "stdio_impl.h"

int vsprintf(char *restrict text, const char *restrict format, va_list args) {
    return vsnprintf(text, (size_t)-1, format, args);
}
