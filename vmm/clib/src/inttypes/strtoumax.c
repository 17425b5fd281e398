#include <inttypes.h>
#include <stdlib.h>

unsigned long long strtoumax(const char *s, char **end, int base) { return strtoull(s, end, base); }
