#include <errno.h>

#include "stdio_impl.h"

/* The streams are like pipes: nobody can go back in them. */
static int refuse(void) {
    errno = ESPIPE;
    return -1;
}

int fseek(FILE *stream, long offset, int from) { return (void)stream, (void)offset, (void)from, refuse(); }

int fseeko(FILE *stream, off_t offset, int from) { return (void)stream, (void)offset, (void)from, refuse(); }

long ftell(FILE *stream) { return (void)stream, refuse(); }

off_t ftello(FILE *stream) { return (void)stream, refuse(); }

void rewind(FILE *stream) {
    refuse();
    stream->flags &= ~F_ERROR;
}

int fgetpos(FILE *restrict stream, fpos_t *restrict position) { return (void)stream, (void)position, refuse(); }

int fsetpos(FILE *stream, const fpos_t *position) { return (void)stream, (void)position, refuse(); }
