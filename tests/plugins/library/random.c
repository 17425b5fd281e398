#define _GNU_SOURCE
#include <stdlib.h>
#include "test.h"

void run(int rounds, int longest) {
    unsigned state = 5, i, j;
    unsigned short x[3] = {1, 2, 3};
    for (i = 0; i < 10; i++) emit(rand());
    for (i = 0; i < 4; i++) {
        static const unsigned seeds[] = {0, 1, 42, 0xdeadbeef};
        srand(seeds[i]);
        srand48(seeds[i]);
        for (j = 0; j < (unsigned)rounds / 4 + 2; j++) {
            emit(rand());
            emit(random());
            emit(rand_r(&state));
            emit(lrand48());
            emit(mrand48());
            emit(nrand48(x));
            emit(jrand48(x));
        }
    }
}
