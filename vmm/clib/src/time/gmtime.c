#include <time.h>

struct tm *gmtime(const time_t *at) {
    static struct tm parts;
    return gmtime_r(at, &parts);
}
