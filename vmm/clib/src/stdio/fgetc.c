#include "stdio_impl.h"

int fgetc(FILE *stream) {
    if (stream->at == stream->end && __file_fill(stream) < 0) return EOF;
    return *stream->at++;
}
