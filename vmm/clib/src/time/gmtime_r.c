/* The calendar from a count of days: Hinnant, "chrono-compatible low-level date algorithms", which counts in years
   that begin in March and eras of 400 years. */
#include <time.h>

struct tm *gmtime_r(const time_t *at, struct tm *parts) {
    int days = *at / 86400, rest = *at % 86400, era, day, year, march, leap;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    parts->tm_sec = rest % 60;
    parts->tm_min = rest / 60 % 60;
    parts->tm_hour = rest / 3600;
    parts->tm_wday = (days % 7 + 11) % 7;
    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    day = days - era * 146097;
    year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= 365 * year + year / 4 - year / 100;
    march = (5 * day + 2) / 153;
    parts->tm_mday = day - (153 * march + 2) / 5 + 1;
    parts->tm_mon = march < 10 ? march + 2 : march - 10;
    year += era * 400 + (march >= 10);
    leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    parts->tm_yday = march < 10 ? day + 59 + leap : day - 306;
    parts->tm_year = year - 1900;
    parts->tm_isdst = 0;
    parts->tm_gmtoff = 0;
    parts->tm_zone = "GMT";
    return parts;
}
