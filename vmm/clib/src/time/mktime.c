#include <time.h>

time_t mktime(struct tm *parts) {
    time_t at = timegm(parts);
    parts->tm_zone = "UTC";
    return at;
}
