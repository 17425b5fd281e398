#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include "test.h"

struct item {
    short key, index;
    char rest[28];
};

static struct item items[700];
static unsigned char small[3000];
static unsigned long long wide[300];
static int size;

static int by_key(const void *a, const void *b) { return ((const struct item *)a)->key - ((const struct item *)b)->key; }
static int by_first(const void *a, const void *b) { return *(const unsigned char *)a - *(const unsigned char *)b; }
static int by_value(const void *a, const void *b) {
    unsigned long long x = *(const unsigned long long *)a, y = *(const unsigned long long *)b;
    return x < y ? -1 : x > y;
}
static int by_bytes(const void *a, const void *b, void *context) { return memcmp(a, b, *(int *)context); }

void run(int rounds, int longest) {
    int i, n, kind;
    while (rounds-- > 0) {
        n = below(below(5) ? 20 : longest / 12);
        kind = below(5);
        for (i = 0; i < n; i++) {
            items[i].key = kind == 0 ? i : kind == 1 ? -i : kind == 2 ? 5 : kind == 3 ? (int)below(10) : (int)below(30000);
            items[i].index = i;
            memset(items[i].rest, i, sizeof items[i].rest);
        }
        /* Equal elements stay in order. */
        qsort(items, n, sizeof *items, by_key);
        emit(sum(items, n * sizeof *items));
        for (i = 0; i < 5; i++) {
            struct item key, *found;
            key.key = below(12);
            found = bsearch(&key, items, n, sizeof *items, by_key);
            emit(found ? found->key : -1);
        }
        size = 1 + below(20);
        n = below(below(5) ? 9 : longest / 60);
        for (i = 0; i < n * size; i++) small[i] = below(4);
        qsort(small, n, size, by_first);
        emit(sum(small, n * size));
        qsort_r(small, n, size, by_bytes, &size);
        emit(sum(small, n * size));
        n = below(longest / 30);
        for (i = 0; i < n; i++) wide[i] = (unsigned long long)next() << 32 | next();
        qsort(wide, n, sizeof *wide, by_value);
        emit(sum(wide, n * sizeof *wide));
    }
}
