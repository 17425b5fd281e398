/* POSIX's 48-bit linear congruential generators. */
#include <stdlib.h>

static unsigned short state[3] = {0x330e, 0xabcd, 0x1234};
static unsigned short saved[3];
static unsigned long long factor = 0x5deece66dULL;
static unsigned addend = 11;

static unsigned long long step(unsigned short *x) {
    unsigned long long value = x[0] | (unsigned)x[1] << 16 | (unsigned long long)x[2] << 32;
    value = value * factor + addend;
    x[0] = value;
    x[1] = value >> 16;
    x[2] = value >> 32;
    return value & 0xffffffffffffULL;
}

long nrand48(unsigned short *x) { return step(x) >> 17; }
long jrand48(unsigned short *x) { return (int)(step(x) >> 16); }
double erand48(unsigned short *x) { return (double)(long long)step(x) / 281474976710656.0; }
long lrand48(void) { return nrand48(state); }
long mrand48(void) { return jrand48(state); }
double drand48(void) { return erand48(state); }

unsigned short *seed48(unsigned short *seed) {
    int i;
    for (i = 0; i < 3; i++) {
        saved[i] = state[i];
        state[i] = seed[i];
    }
    factor = 0x5deece66dULL;
    addend = 11;
    return saved;
}

void srand48(long seed) {
    unsigned short first[3];
    first[0] = 0x330e;
    first[1] = seed;
    first[2] = (unsigned)seed >> 16;
    seed48(first);
}

void lcong48(unsigned short *p) {
    state[0] = p[0];
    state[1] = p[1];
    state[2] = p[2];
    factor = p[3] | (unsigned)p[4] << 16 | (unsigned long long)p[5] << 32;
    addend = p[6];
}
