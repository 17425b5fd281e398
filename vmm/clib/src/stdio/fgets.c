#include "stdio_impl.h"

char *fgets(char *restrict text, int size, FILE *restrict stream) {
    int n = 0;
    if (size <= 0) return NULL;
    while (n < size - 1) {
        int c = fgetc(stream);
        if (c == EOF) {
            if (!n || stream->flags & F_ERROR) return NULL;
            break;
        }
        text[n++] = (char)c;
        if (c == '\n') break;
    }
    text[n] = 0;
    return text;
}
