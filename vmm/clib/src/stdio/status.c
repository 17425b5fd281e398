#include "stdio_impl.h"

int feof(FILE *stream) { return stream->flags & F_EOF ? 1 : 0; }

int ferror(FILE *stream) { return stream->flags & F_ERROR ? 1 : 0; }

void clearerr(FILE *stream) { stream->flags &= ~(F_EOF | F_ERROR); }

int fileno(FILE *stream) { return stream->fd; }
