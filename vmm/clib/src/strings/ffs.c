#include <strings.h>

int ffs(int x) {
    int bit;
    if (!x) return 0;
    for (bit = 1; !(x & 1); bit++) x = (unsigned)x >> 1;
    return bit;
}
