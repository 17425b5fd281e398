/* Three steps of the generator of the C standard's example make one number, as in the GNU library. */
#include <stdlib.h>

int rand_r(unsigned *seed) {
    unsigned next = *seed, result;
    next = next * 1103515245U + 12345;
    result = next >> 16 & 2047;
    next = next * 1103515245U + 12345;
    result = result << 10 ^ (next >> 16 & 1023);
    next = next * 1103515245U + 12345;
    result = result << 10 ^ (next >> 16 & 1023);
    *seed = next;
    return result;
}
