#include <time.h>

/* The zone is UTC. */
struct tm *localtime_r(const time_t *at, struct tm *parts) {
    gmtime_r(at, parts);
    parts->tm_zone = "UTC";
    return parts;
}
