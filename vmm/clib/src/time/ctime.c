#include <time.h>

char *ctime(const time_t *at) { return asctime(localtime(at)); }
