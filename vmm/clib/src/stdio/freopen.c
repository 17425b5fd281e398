#include <errno.h>

#include "files_impl.h"

/* The stream is closed whether or not anything takes its place. */
FILE *freopen(const char *restrict name, const char *restrict mode, FILE *restrict stream) {
    struct __inode *inode = NULL;
    int flags = __file_mode(mode), opened;
    if (!name && stream->open) {
        /* Another mode for the same file. */
        inode = stream->open->inode;
        if (inode) inode->streams++;
    } else if (!name && stream->fd <= 2) {
        /* What the host gave is what it is. */
        if (flags & (F_READ | F_WRITE) & stream->flags) return stream;
        flags = 0;
        errno = EBADF;
    }
    fflush(stream);
    if (stream->open) stream->open->close(stream, 1);
    stream->flags &= ~(F_READ | F_WRITE);
    stream->at = stream->end = stream->buffer;
    opened = flags && (!name || __file_locate(name, flags, &inode)) && __file_open(inode, flags, stream);
    if (!name && inode) {
        if (opened && flags & M_TRUNCATE) inode->size = 0;
        inode->streams--;
        __inode_release(inode);
    }
    return opened ? stream : NULL;
}
