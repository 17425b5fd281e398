#include <errno.h>
#include <unistd.h>
#include "plug.h"

ssize_t write(int fd, const void *from, size_t n) {
    int put = fd == 1 || fd == 2 ? __plug_write(fd, from, n) : -1;
    if (put < 0) errno = EBADF;
    return put;
}
