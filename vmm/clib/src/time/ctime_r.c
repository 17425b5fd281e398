#include <time.h>

char *ctime_r(const time_t *at, char *text) {
    struct tm parts;
    return asctime_r(localtime_r(at, &parts), text);
}
