#include <errno.h>

#include "stdio_impl.h"

int fclose(FILE *stream) {
    if (!(stream->flags & (F_READ | F_WRITE))) {
        errno = EBADF;
        return EOF;
    }
    fflush(stream);
    stream->flags &= ~(F_READ | F_WRITE);
    stream->at = stream->end = stream->buffer;
    return 0;
}
