#include "stdio_impl.h"

int fflush(FILE *stream) {
    if (!stream || stream->fd == 1) __stdout_flush();
    return 0;
}
