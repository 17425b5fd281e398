#include <strings.h>

int ffsl(long x) { return ffs(x); }
