#define _GNU_SOURCE
#include <string.h>
#include <time.h>
#include "test.h"

static char text[300];

void run(int rounds, int longest) {
    static const char format[] = "%a|%A|%b|%B|%c|%C|%d|%D|%e|%F|%g|%G|%h|%H|%I|%j|%m|%M|%n|%p|%r|%R|%S|%t|%T|%u|%U|%V|%w|%W|%x|%X|%y|%Y|%%|%k|%l|%s|%P|%z";
    struct tm parts, *t;
    time_t at;
    unsigned i;
    while (rounds-- > 0) {
        at = below(3) ? (int)(next() << 1) : (int)(below(800) * 86400);
        t = gmtime(&at);
        emit(t->tm_sec + 100 * t->tm_min + 10000 * t->tm_hour + 1000000 * t->tm_mday);
        emit(t->tm_mon + 100 * t->tm_year + 100000 * t->tm_wday + 1000000 * t->tm_yday);
        emit(timegm(t) == at);
        emit(strftime(text, sizeof text, format, t));
        emit(sum(text, strlen(text)));
        emit(sum(asctime(t), strlen(asctime(t))));
        emit(strftime(text, below(40), "%F %T", t));
        memset(&parts, 0, sizeof parts);
        parts.tm_year = 50 + below(100);
        parts.tm_mon = (int)below(60) - 30;
        parts.tm_mday = (int)below(900) - 400;
        parts.tm_hour = (int)below(100) - 50;
        parts.tm_min = (int)below(1000) - 500;
        parts.tm_sec = (int)below(100000) - 50000;
        emit(timegm(&parts));
        emit(parts.tm_sec + 100 * parts.tm_min + 10000 * parts.tm_hour + 1000000 * parts.tm_mday);
    }
}
