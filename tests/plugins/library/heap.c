#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include "test.h"

static struct {
    unsigned char *p;
    unsigned n;
    unsigned char fill;
} blocks[64];

static int good(int i) {
    unsigned j;
    for (j = 0; j < blocks[i].n; j++)
        if (blocks[i].p[j] != blocks[i].fill) return 0;
    return 1;
}

void run(int rounds, int longest) {
    void *p;
    while (rounds--) {
        int i = below(64);
        unsigned n = below(8) ? below(100) : below(12) ? below(longest) : below(longest * 100);
        emit(good(i));
        switch (below(6)) {
        case 0: {
            unsigned j, zero = 1;
            free(blocks[i].p);
            blocks[i].p = calloc(n, 1);
            for (j = 0; j < n; j++) zero &= blocks[i].p[j] == 0;
            emit(zero);
            break;
        }
        case 1: {
            unsigned align = 8U << below(8);
            free(blocks[i].p);
            blocks[i].p = aligned_alloc(align, n);
            emit(((unsigned)blocks[i].p & (align - 1)) == 0);
            break;
        }
        case 2:
        case 3:
            n++;
            blocks[i].p = realloc(blocks[i].p, n);
            if (blocks[i].n > n) blocks[i].n = n;
            emit(good(i));
            break;
        case 4:
            free(blocks[i].p);
            blocks[i].p = 0;
            n = 0;
            break;
        default:
            free(blocks[i].p);
            blocks[i].p = malloc(n);
        }
        emit(((unsigned)blocks[i].p & 7) == 0 && (blocks[i].p || !n) && malloc_usable_size(blocks[i].p) >= n);
        blocks[i].n = n;
        blocks[i].fill = next();
        memset(blocks[i].p, blocks[i].fill, n);
    }
    errno = 0;
    emit(calloc(0x10000, 0x10001) == 0 && errno == ENOMEM);
    emit(malloc(0xfffffff0) == 0 && realloc(0, 0xffffffff) == 0 && reallocarray(0, 0x10000, 0x10000) == 0);
    p = &errno;
    emit(posix_memalign(&p, 3, 8) == EINVAL && p == &errno);
    emit(posix_memalign(&p, 64, 8) == 0 && ((unsigned)p & 63) == 0);
    free(p);
    free(0);
}
