#include "stdio_impl.h"

struct text_sink {
    struct __sink sink;
    char dropped[64];
};

/* What does not fit is only counted. */
static void drop(struct __sink *sink) {
    struct text_sink *text = (struct text_sink *)sink;
    sink->gone += (unsigned)(sink->at - sink->start);
    sink->at = sink->start = text->dropped;
    sink->end = text->dropped + sizeof text->dropped;
}

int vsnprintf(char *restrict text, size_t size, const char *restrict format, va_list args) {
    struct text_sink to;
    unsigned room = size ? size - 1 : 0;
    int n;
    /* A size that reaches beyond the end of all memory means that there is no limit. */
    if (room > (size_t)-1 - (size_t)text) room = (size_t)-1 - (size_t)text;
    to.sink.at = to.sink.start = text;
    to.sink.end = text + room;
    to.sink.gone = 0;
    to.sink.full = drop;
    to.sink.failed = 0;
    n = __format(&to.sink, format, args);
    if (size) *(to.sink.start == text ? to.sink.at : text + room) = 0;
    return n;
}
