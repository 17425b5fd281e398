#include "stdio_impl.h"

int ungetc(int byte, FILE *stream) {
    if (byte == EOF || !(stream->flags & F_READ) || stream->at == stream->buffer - UNGET) return EOF;
    stream->flags &= ~F_EOF;
    *--stream->at = (unsigned char)byte;
    return (unsigned char)byte;
}
