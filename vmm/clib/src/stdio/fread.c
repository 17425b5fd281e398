#include <string.h>

#include "stdio_impl.h"

size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict stream) {
    unsigned char *at = to;
    unsigned long long want = (unsigned long long)size * count;
    size_t got = 0;
    while (got < want) {
        size_t n = stream->end - stream->at;
        if (!n) {
            if (__file_fill(stream) < 0) break;
            continue;
        }
        if (n > want - got) n = (size_t)(want - got);
        memcpy(at + got, stream->at, n);
        stream->at += n;
        got += n;
    }
    return size ? got / size : 0;
}
