#include <string.h>

#include "files_impl.h"

size_t __file_write(FILE *stream, const char *bytes, size_t n) {
    unsigned from, room;
    if (!n) return 0;
    if (stream->open) return stream->open->write(stream, bytes, n);
    if (stream->fd != 1) {
        if (__plug_write(stream->fd, bytes, n) == (int)n) return n;
        stream->flags |= F_ERROR;
        return 0;
    }
    from = __plug_stdout.head.fill;
    room = STDOUT_SIZE - from;
    if (n >= room) {
        __stdout_flush();
        from = 0;
        if (n >= STDOUT_SIZE) {
            __plug_write(1, bytes, n);
            return n;
        }
    }
    memcpy(__plug_stdout.head.bytes + from, bytes, n);
    __plug_stdout.head.fill = from + n;
    if (__plug_stdout.head.mode != _IOFBF) __stdout_added(from);
    return n;
}
