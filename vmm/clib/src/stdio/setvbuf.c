#include "stdio_impl.h"

int setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t size) {
    (void)buffer;
    (void)size;
    if ((unsigned)mode > _IONBF) return -1;
    /* Buffers are where they are; what can be seen of them is when bytes go out. */
    if (stream->fd == 1) {
        __stdout_flush();
        __plug_stdout.head.mode = mode;
    }
    return 0;
}

void setbuf(FILE *restrict stream, char *restrict buffer) { setvbuf(stream, buffer, buffer ? _IOFBF : _IONBF, BUFSIZ); }

void setlinebuf(FILE *stream) { setvbuf(stream, NULL, _IOLBF, 0); }
