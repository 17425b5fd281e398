#include <errno.h>
#include <string.h>

#include "stdio_impl.h"

void perror(const char *text) {
    const char *reason = strerror(errno);
    if (text && *text) fprintf(stderr, "%s: %s\n", text, reason);
    else fprintf(stderr, "%s\n", reason);
}
