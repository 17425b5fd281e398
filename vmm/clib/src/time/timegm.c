/* Days of a date, by Hinnant's algorithm; see gmtime_r. */
#include <errno.h>
#include <time.h>

time_t timegm(struct tm *parts) {
    long long year = parts->tm_year + 1900LL + parts->tm_mon / 12, era, seconds;
    int month = parts->tm_mon % 12, of_era;
    time_t at;
    if (month < 0) {
        month += 12;
        year--;
    }
    /* March is the first month. */
    year -= month < 2;
    month = month < 2 ? month + 10 : month - 2;
    era = (year >= 0 ? year : year - 399) / 400;
    of_era = year - era * 400;
    seconds = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 - 719468;
    seconds = (seconds + parts->tm_mday - 1) * 86400 + parts->tm_hour * 3600LL + parts->tm_min * 60LL + parts->tm_sec;
    at = seconds;
    if (at != seconds) {
        errno = EOVERFLOW;
        return -1;
    }
    gmtime_r(&at, parts);
    return at;
}
