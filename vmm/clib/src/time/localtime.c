#include <time.h>

struct tm *localtime(const time_t *at) {
    static struct tm parts;
    return localtime_r(at, &parts);
}
