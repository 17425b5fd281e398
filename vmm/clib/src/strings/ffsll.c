#include <strings.h>

int ffsll(long long x) {
    int low = ffs((int)x);
    return low ? low : x ? 32 + ffs((int)(x >> 32)) : 0;
}
