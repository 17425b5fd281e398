#include "stdio_impl.h"

/* Whatever the room: C11 has it no more. */
char *gets(char *text) {
    char *at = text;
    int c;
    while ((c = fgetc(stdin)) != EOF && c != '\n') *at++ = (char)c;
    if (c == EOF && (at == text || stdin->flags & F_ERROR)) return NULL;
    *at = 0;
    return text;
}
