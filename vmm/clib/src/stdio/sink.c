#include <string.h>

#include "stdio_impl.h"

void __sink_put(struct __sink *sink, const char *bytes, unsigned n) {
    if (n < 16 && n <= (unsigned)(sink->end - sink->at)) {
        char *at = sink->at;
        unsigned i;
        for (i = 0; i < n; i++) at[i] = bytes[i];
        sink->at = at + n;
        return;
    }
    while (n) {
        unsigned room = sink->end - sink->at;
        if (room > n) room = n;
        memcpy(sink->at, bytes, room);
        sink->at += room;
        bytes += room;
        n -= room;
        if (n) sink->full(sink);
    }
}

void __sink_pad(struct __sink *sink, char byte, unsigned n) {
    while (n) {
        unsigned room = sink->end - sink->at;
        if (room > n) room = n;
        memset(sink->at, byte, room);
        sink->at += room;
        n -= room;
        if (n) sink->full(sink);
    }
}
