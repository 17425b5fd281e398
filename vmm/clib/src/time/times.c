#include <sys/times.h>
#include "plug.h"

clock_t times(struct tms *spent) {
    clock_t now = (clock_t)(__plug_time_ns(2) / 10000000);
    struct tms all = {now, 0, 0, 0};
    if (spent) *spent = all;
    return now;
}
