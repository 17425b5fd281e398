#include <string.h>
#include <time.h>

static char *two(char *p, int value, char pad) {
    *p++ = value < 10 ? pad : '0' + value / 10 % 10;
    *p++ = '0' + value % 10;
    return p;
}

/* "Sun Sep 16 01:03:52 1973\n" (C99 7.23.3.1). */
char *asctime_r(const struct tm *parts, char *text) {
    static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int year = parts->tm_year + 1900, known;
    char *p = text;
    known = (unsigned)parts->tm_wday < 7;
    memcpy(p, known ? days + 3 * parts->tm_wday : "???", 3);
    p[3] = ' ';
    known = (unsigned)parts->tm_mon < 12;
    memcpy(p + 4, known ? months + 3 * parts->tm_mon : "???", 3);
    p[7] = ' ';
    p = two(p + 8, parts->tm_mday, ' ');
    *p++ = ' ';
    p = two(p, parts->tm_hour, '0');
    *p++ = ':';
    p = two(p, parts->tm_min, '0');
    *p++ = ':';
    p = two(p, parts->tm_sec, '0');
    *p++ = ' ';
    p = two(p, year / 100 % 100, '0');
    p = two(p, year % 100, '0');
    *p++ = '\n';
    *p = 0;
    return text;
}
