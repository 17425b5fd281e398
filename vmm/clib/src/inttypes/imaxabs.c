#include <inttypes.h>

long long imaxabs(long long x) { return x < 0 ? -x : x; }
