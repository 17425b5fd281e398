#include <time.h>

char *asctime(const struct tm *parts) {
    static char text[32];
    return asctime_r(parts, text);
}
