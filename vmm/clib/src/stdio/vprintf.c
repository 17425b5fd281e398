#include "files_impl.h"

/* Text goes into the buffer of stdout at once. */
static void flush(struct __sink *sink) {
    __plug_stdout.head.fill = (unsigned)(sink->at - __plug_stdout.head.bytes);
    sink->gone += (unsigned)(sink->at - sink->start);
    __stdout_flush();
    sink->at = sink->start = __plug_stdout.head.bytes;
}

int vprintf(const char *restrict format, va_list args) {
    struct __sink sink;
    int n;
    unsigned from = __plug_stdout.head.fill;
    if (!__file_writes(stdout)) return -1;
    if (stdout->open) return stdout->open->print(stdout, format, args);
    sink.at = sink.start = __plug_stdout.head.bytes + from;
    sink.end = __plug_stdout.head.bytes + STDOUT_SIZE;
    sink.gone = 0;
    sink.full = flush;
    sink.failed = 0;
    n = __format(&sink, format, args);
    __plug_stdout.head.fill = (unsigned)(sink.at - __plug_stdout.head.bytes);
    __stdout_added(sink.gone ? 0 : from);
    return n;
}
