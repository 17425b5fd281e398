#include <errno.h>

#include "stdio_impl.h"

int __file_writes(FILE *stream) {
    if (stream->flags & F_WRITE) return 1;
    stream->flags |= F_ERROR;
    errno = EBADF;
    return 0;
}
