#include <errno.h>

#include "files_impl.h"

int fclose(FILE *stream) {
    if (!(stream->flags & (F_READ | F_WRITE))) {
        errno = EBADF;
        return EOF;
    }
    if (stream->open) {
        stream->open->close(stream, 0);
        return 0;
    }
    fflush(stream);
    stream->flags &= ~(F_READ | F_WRITE);
    stream->at = stream->end = stream->buffer;
    return 0;
}
