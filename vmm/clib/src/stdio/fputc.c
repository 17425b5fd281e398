#include "stdio_impl.h"

int fputc(int byte, FILE *stream) {
    char c = (char)byte;
    if (!__file_writes(stream)) return EOF;
    return __file_write(stream, &c, 1) ? (unsigned char)c : EOF;
}
