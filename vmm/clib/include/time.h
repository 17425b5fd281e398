/* C99 7.23 and POSIX; the zone is UTC */
#ifndef _TIME_H
#define _TIME_H

#include <stddef.h>

#define CLOCKS_PER_SEC 1000000L
#define TIME_UTC 1
#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2

typedef long clock_t;
typedef long time_t;
typedef int clockid_t;
#ifndef _TIMESPEC
#define _TIMESPEC
struct timespec {
    time_t tv_sec;
    long tv_nsec;
};
#endif
struct tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
    long tm_gmtoff;
    const char *tm_zone;
};

clock_t clock(void);
double difftime(time_t later, time_t sooner);
time_t mktime(struct tm *parts);
time_t time(time_t *now);
char *asctime(const struct tm *parts);
char *ctime(const time_t *at);
struct tm *gmtime(const time_t *at);
struct tm *localtime(const time_t *at);
size_t strftime(char *restrict to, size_t size, const char *restrict format, const struct tm *restrict parts);

time_t timegm(struct tm *parts);
char *asctime_r(const struct tm *parts, char *text);
char *ctime_r(const time_t *at, char *text);
struct tm *gmtime_r(const time_t *at, struct tm *parts);
struct tm *localtime_r(const time_t *at, struct tm *parts);
int timespec_get(struct timespec *now, int base);
int clock_gettime(clockid_t clock, struct timespec *now);
int clock_getres(clockid_t clock, struct timespec *step);

#endif
