#include <errno.h>

#include "stdio_impl.h"

/* A plugin has no files: the host gives it three streams and nothing that has a name. */
static FILE *none(void) {
    errno = ENOENT;
    return NULL;
}

FILE *fopen(const char *restrict name, const char *restrict mode) { return (void)name, (void)mode, none(); }

FILE *tmpfile(void) { return none(); }

char *tmpnam(char *name) { return (void)name, none(), NULL; }

int remove(const char *name) { return (void)name, none(), -1; }

int rename(const char *from, const char *to) { return (void)from, (void)to, none(), -1; }
