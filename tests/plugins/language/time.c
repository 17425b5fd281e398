// <time.h>
#define _GNU_SOURCE
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/time.h>
#include <time.h>
#include <string.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int test_time(void) {
    time_t a = time(0), b;
    CHECK(time(&b) == b && b >= a && a > 1700000000);
    return 0;
}

int test_clock(void) {
    clock_t a = clock();
    CHECK(a != (clock_t)-1 && clock() >= a && CLOCKS_PER_SEC == 1000000);
    return 0;
}

int test_clock_gettime(void) {
    struct timespec a, b;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &a) == 0 && clock_gettime(CLOCK_MONOTONIC, &b) == 0);
    CHECK((b.tv_sec > a.tv_sec || b.tv_sec == a.tv_sec && b.tv_nsec >= a.tv_nsec) && b.tv_nsec < 1000000000);
    CHECK(clock_gettime(CLOCK_REALTIME, &a) == 0 && a.tv_sec > 1700000000);
    return 0;
}

int test_difftime(void) {
    CHECK(difftime(10, 3) == 7);
    return 0;
}

int test_gmtime(void) {
    time_t t = 951827696;
    struct tm *tm = gmtime(&t), r;
    CHECK(tm->tm_year == 100 && tm->tm_mon == 1 && tm->tm_mday == 29 && tm->tm_hour == 12 && tm->tm_min == 34 && tm->tm_sec == 56);
    CHECK(tm->tm_wday == 2 && tm->tm_yday == 59 && tm->tm_isdst == 0 && gmtime_r(&t, &r) == &r && r.tm_sec == 56);
    return 0;
}

int own_local_time_is_utc(void) {
    time_t t = 951827696;
    struct tm *tm = localtime(&t);
    CHECK(tm->tm_hour == 12 && tm->tm_isdst == 0);
    return 0;
}

int test_mktime(void) {
    struct tm tm = { .tm_year = 100, .tm_mon = 0, .tm_mday = 60, .tm_hour = 12, .tm_min = 34, .tm_sec = 56 };
    CHECK(mktime(&tm) != -1 && tm.tm_mon == 1 && tm.tm_mday == 29 && tm.tm_wday == 2);
    return 0;
}

int test_asctime(void) {
    time_t t = 951827696;
    CHECK(!strcmp(asctime(gmtime(&t)), "Tue Feb 29 12:34:56 2000\n"));
    return 0;
}

int test_strftime(void) {
    time_t t = 951827696;
    char s[80];
    CHECK(strftime(s, 80, "%Y-%m-%d %H:%M:%S %a %A %b %B %j %y %p %I %e %%", gmtime(&t)) == 62);
    CHECK(!strcmp(s, "2000-02-29 12:34:56 Tue Tuesday Feb February 060 00 PM 12 29 %"));
    CHECK(strftime(s, 4, "%Y", gmtime(&t)) == 0 && strftime(s, 60, "%F %T %D %R", gmtime(&t)) == 34 && !strcmp(s, "2000-02-29 12:34:56 02/29/00 12:34"));
    return 0;
}

int test_timegm(void) {
    struct tm tm = { .tm_year = 100, .tm_mon = 1, .tm_mday = 29, .tm_hour = 12, .tm_min = 34, .tm_sec = 56 };
    CHECK(timegm(&tm) == 951827696 && tm.tm_wday == 2);
    return 0;
}

int test_timespec_get(void) {
    struct timespec a;
    CHECK(timespec_get(&a, TIME_UTC) == TIME_UTC && a.tv_sec > 1700000000 && clock_getres(CLOCK_REALTIME, &a) == 0);
    return 0;
}

int test_gettimeofday(void) {
    struct timeval a;
    CHECK(gettimeofday(&a, 0) == 0 && a.tv_sec > 1700000000 && a.tv_usec >= 0 && a.tv_usec < 1000000);
    return 0;
}

int test_ctime(void) {
    time_t t = 951827696;
    char s[26], r[26];
    CHECK(strlen(ctime(&t)) == 25 && !strcmp(asctime_r(gmtime(&t), s), "Tue Feb 29 12:34:56 2000\n") && ctime_r(&t, r) == r);
    return 0;
}

int test_times(void) {
    struct tms spent;
    struct rusage usage;
    CHECK(times(&spent) != (clock_t)-1 && spent.tms_utime >= 0 && getrusage(RUSAGE_SELF, &usage) == 0);
    CHECK(usage.ru_utime.tv_sec >= 0 && usage.ru_utime.tv_usec < 1000000 && getrusage(77, &usage) == -1);
    return 0;
}
