#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files_impl.h"

/* As many streams as a process of Linux has by default. */
enum { MOST = 1024 };

static unsigned used[MOST / 32] = {7};

/* The lowest number that no stream has; -1 and EMFILE. */
static int take_number(void) {
    unsigned i;
    for (i = 0; i < MOST / 32; i++) {
        if (used[i] != ~0u) {
            unsigned bit = __builtin_ctz(~used[i]);
            used[i] |= 1u << bit;
            return (int)(i * 32 + bit);
        }
    }
    errno = EMFILE;
    return -1;
}

/* What was read and not asked for counts as not read. */
static void drop(FILE *stream) {
    unsigned unread = (unsigned)(stream->end - stream->at), position = stream->open->position;
    stream->open->position = position > unread ? position - unread : 0;
    stream->at = stream->end = stream->buffer;
}

/* Makes a file at least so large; false if there is no room. */
static int extend(struct __inode *inode, unsigned size) {
    if (size > inode->room) {
        unsigned room = size < 0x20000000 ? size + size / 2 + 64 : size;
        unsigned char *bytes = realloc(inode->bytes, room);
        if (!bytes) return 0;
        inode->bytes = bytes;
        inode->room = room;
    }
    if (size > inode->size) {
        memset(inode->bytes + inode->size, 0, size - inode->size);
        inode->size = size;
    }
    return 1;
}

static size_t write(FILE *stream, const char *bytes, size_t n) {
    struct __open *open = stream->open;
    struct __inode *inode = open->inode;
    drop(stream);
    if (!inode) return n;
    if (open->append) open->position = inode->size;
    if (n > 0x7fffffffu - open->position || !extend(inode, open->position + n)) {
        stream->flags |= F_ERROR;
        errno = ENOSPC;
        return 0;
    }
    memcpy(inode->bytes + open->position, bytes, n);
    open->position += n;
    return n;
}

static int fill(FILE *stream) {
    struct __open *open = stream->open;
    struct __inode *inode = open->inode;
    unsigned n = inode && inode->size > open->position ? inode->size - open->position : 0;
    stream->at = stream->end = stream->buffer;
    if (!n) {
        stream->flags |= F_EOF;
        return EOF;
    }
    if (n > stream->size) n = stream->size;
    memcpy(stream->buffer, inode->bytes + open->position, n);
    open->position += n;
    stream->end += n;
    return *stream->at;
}

static off_t seek(FILE *stream, off_t offset, int from) {
    struct __open *open = stream->open;
    off_t to = offset;
    drop(stream);
    if (from == SEEK_CUR) to = (off_t)((unsigned)offset + open->position);
    else if (from == SEEK_END) to = (off_t)((unsigned)offset + (open->inode ? open->inode->size : 0));
    if ((unsigned)from > SEEK_END || to < 0) {
        errno = EINVAL;
        return -1;
    }
    stream->flags &= ~F_EOF;
    open->position = (unsigned)to;
    return to;
}

static void close(FILE *stream, int keep) {
    struct __open *open = stream->open;
    int own = stream->flags & F_OWN;
    used[stream->fd / 32] &= ~(1u << stream->fd % 32);
    if (open->inode) {
        open->inode->streams--;
        __inode_release(open->inode);
    }
    free(open);
    stream->flags = own;
    stream->open = NULL;
    stream->at = stream->end = stream->buffer = NULL;
    if (own && !keep) free(stream);
}

FILE *__file_open(struct __inode *inode, int mode, FILE *stream) {
    FILE *made = stream ? NULL : calloc(1, sizeof *made);
    struct __open *open;
    int number;
    if (!stream) stream = made;
    if (!stream) return NULL;
    open = calloc(1, sizeof *open);
    number = open ? take_number() : -1;
    if (number < 0) {
        free(open);
        free(made);
        return NULL;
    }
    open->write = write;
    open->fill = fill;
    open->seek = seek;
    open->close = close;
    open->print = vfprintf;
    open->inode = inode;
    open->append = mode & M_APPEND;
    if (inode) inode->streams++;
    /* As glibc: a stream that only appends starts at the end. */
    if (inode && open->append && !(mode & F_READ)) open->position = inode->size;
    stream->fd = number;
    stream->flags = mode & (F_READ | F_WRITE) | (made ? F_OWN : stream->flags & F_OWN);
    stream->open = open;
    stream->buffer = stream->at = stream->end = open->room + UNGET;
    stream->size = sizeof open->room - UNGET;
    return stream;
}
