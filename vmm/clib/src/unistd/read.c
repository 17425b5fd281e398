#include <errno.h>
#include <unistd.h>
#include "plug.h"

ssize_t read(int fd, void *to, size_t n) {
    int got = fd == 0 ? __plug_read(fd, to, n) : -1;
    if (got < 0) errno = EBADF;
    return got;
}
