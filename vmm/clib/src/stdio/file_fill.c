#include <errno.h>

#include "files_impl.h"

int __file_fill(FILE *stream) {
    int n;
    if (!(stream->flags & F_READ)) {
        stream->flags |= F_ERROR;
        errno = EBADF;
        return EOF;
    }
    if (stream->fd == NO_FD) stream->flags |= F_EOF;
    if (stream->flags & F_EOF) return EOF;
    if (stream->open) return stream->open->fill(stream);
    stream->at = stream->end = stream->buffer;
    /* What was printed so far is seen before anybody is asked for input: the host empties stdout at any callback. */
    n = __plug_read(stream->fd, stream->buffer, stream->size);
    if (n <= 0) {
        stream->flags |= n ? F_ERROR : F_EOF;
        if (n) errno = EIO;
        return EOF;
    }
    stream->end += n;
    return *stream->at;
}
