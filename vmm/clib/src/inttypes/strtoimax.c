#include <inttypes.h>
#include <stdlib.h>

long long strtoimax(const char *s, char **end, int base) { return strtoll(s, end, base); }
