#include <errno.h>
#include <stdlib.h>

#include "stdio_impl.h"

ssize_t getdelim(char **restrict line, size_t *restrict size, int delimiter, FILE *restrict stream) {
    size_t n = 0;
    if (!line || !size) {
        errno = EINVAL;
        return -1;
    }
    for (;;) {
        int c = fgetc(stream);
        if (c == EOF) break;
        if (!*line || n + 2 > *size) {
            size_t room = *line && *size > 60 ? *size * 2 : 120;
            char *larger = realloc(*line, room);
            if (!larger) return -1;
            *line = larger;
            *size = room;
        }
        (*line)[n++] = (char)c;
        if (c == delimiter) break;
    }
    if (!n) return -1;
    (*line)[n] = 0;
    return (ssize_t)n;
}

ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict stream) {
    return getdelim(line, size, '\n', stream);
}
