#include <string.h>

#include "stdio_impl.h"

int vsscanf(const char *restrict text, const char *restrict format, va_list args) {
    FILE stream;
    memset(&stream, 0, sizeof stream);
    stream.fd = NO_FD;
    stream.flags = F_READ;
    stream.at = (unsigned char *)text;
    stream.end = stream.at + strlen(text);
    return vfscanf(&stream, format, args);
}
