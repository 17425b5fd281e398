#include <strings.h>

int ffsll(long long x) { return x ? __builtin_ctzll(x) + 1 : 0; }
