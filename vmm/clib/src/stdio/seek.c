#include <errno.h>

#include "files_impl.h"

/* The host's streams are like pipes: nobody can go back in them. */
static int refuse(void) {
    errno = ESPIPE;
    return -1;
}

int fseeko(FILE *stream, off_t offset, int from) {
    if (!stream->open) return refuse();
    return stream->open->seek(stream, offset, from) < 0 ? -1 : 0;
}

int fseek(FILE *stream, long offset, int from) { return fseeko(stream, offset, from); }

off_t ftello(FILE *stream) {
    int unread = stream->end - stream->at;
    if (!stream->open) return refuse();
    return (off_t)stream->open->position - unread;
}

long ftell(FILE *stream) { return ftello(stream); }

void rewind(FILE *stream) {
    fseeko(stream, 0, SEEK_SET);
    stream->flags &= ~F_ERROR;
}

int fgetpos(FILE *restrict stream, fpos_t *restrict position) {
    off_t at = ftello(stream);
    *position = at;
    return at < 0 ? -1 : 0;
}

int fsetpos(FILE *stream, const fpos_t *position) { return fseeko(stream, (off_t)*position, SEEK_SET); }
