/* The additive feedback generator of the BSD and GNU libraries, x[i] = x[i - 3] + x[i - 31], so that programs see the
   numbers that they know. Its first values come from Park and Miller's generator; the first 310 are thrown away. */

#include <stdlib.h>

enum { DEGREE = 31, SEPARATION = 3 };

static int state[DEGREE];
static int front, ready;

static int next(void) {
    int back = front < SEPARATION ? front + DEGREE - SEPARATION : front - SEPARATION, value;
    value = state[front] = (int)((unsigned)state[front] + (unsigned)state[back]);
    if (++front == DEGREE) front = 0;
    return (int)((unsigned)value >> 1);
}

void srandom(unsigned seed) {
    int i, word = seed ? (int)seed : 1;
    for (i = 0; i < DEGREE; i++) {
        state[i] = word;
        /* 16807 * word modulo 2^31 - 1 (Schrage). */
        word = 16807 * (word % 127773) - 2836 * (word / 127773);
        if (word < 0) word += 2147483647;
    }
    front = SEPARATION;
    ready = 1;
    for (i = 0; i < 10 * DEGREE; i++) next();
}

long random(void) {
    if (!ready) srandom(1);
    return next();
}
