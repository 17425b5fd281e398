#include <time.h>
#include "plug.h"

clock_t clock(void) { return __plug_time_ns(2) / 1000; }
