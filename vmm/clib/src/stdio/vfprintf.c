#include "stdio_impl.h"

struct stream_sink {
    struct __sink sink;
    FILE *stream;
    char bytes[1024];
};

static void flush(struct __sink *sink) {
    struct stream_sink *to = (struct stream_sink *)sink;
    unsigned n = (unsigned)(sink->at - sink->start);
    if (__file_write(to->stream, to->bytes, n) != n) sink->failed = 1;
    sink->gone += n;
    sink->at = to->bytes;
}

int vfprintf(FILE *restrict stream, const char *restrict format, va_list args) {
    struct stream_sink to;
    int n;
    if (stream->fd == 1) return vprintf(format, args);
    if (!__file_writes(stream)) return -1;
    to.stream = stream;
    to.sink.at = to.sink.start = to.bytes;
    to.sink.end = to.bytes + sizeof to.bytes;
    to.sink.gone = 0;
    to.sink.full = flush;
    to.sink.failed = 0;
    n = __format(&to.sink, format, args);
    flush(&to.sink);
    return to.sink.failed ? -1 : n;
}
