/* Merging (Knuth, The Art of Computer Programming, volume 3, 5.2.4): stable, as programs have come to expect, and
   n log n comparisons at worst. Without memory for it, a heap (5.2.3). */

#include <stdlib.h>
#include <string.h>

typedef int compare_fn(const void *a, const void *b, void *context);

/* Up to here sorting by insertion is faster. */
enum { SHORT = 8, ON_STACK = 1024 };

struct sort {
    size_t size;
    compare_fn *compare;
    void *context;
};

static void copy(char *to, const char *from, size_t n, size_t size) {
    if (size == 4) *(unsigned *)to = *(const unsigned *)from;
    else if (size == 8) *(unsigned long long *)to = *(const unsigned long long *)from;
    else memcpy(to, from, size);
}

static void exchange(char *a, char *b, size_t n) {
    while (n--) {
        char c = a[n];
        a[n] = b[n];
        b[n] = c;
    }
}

static void insertion(const struct sort *s, char *base, size_t n, char *spare) {
    size_t size = s->size;
    char *end = base + n * size, *p, *q;
    for (p = base + size; p < end; p += size) {
        if (s->compare(p - size, p, s->context) <= 0) continue;
        copy(spare, p, 1, size);
        q = p;
        do {
            copy(q, q - size, 1, size);
            q -= size;
        } while (q > base && s->compare(q - size, spare, s->context) > 0);
        copy(q, spare, 1, size);
    }
}

/* Sorts with room for half of the elements. */
static void merge(const struct sort *s, char *base, size_t n, char *spare) {
    size_t half = n / 2, size = s->size;
    char *left = spare, *left_end = spare + half * size, *right = base + half * size, *end = base + n * size;
    if (n <= SHORT) {
        insertion(s, base, n, spare);
        return;
    }
    merge(s, base, half, spare);
    merge(s, right, n - half, spare);
    if (s->compare(right - size, right, s->context) <= 0) return;
    memcpy(spare, base, half * size);
    while (left < left_end) {
        if (right < end && s->compare(left, right, s->context) > 0) {
            copy(base, right, 1, size);
            right += size;
        } else {
            copy(base, left, 1, size);
            left += size;
        }
        base += size;
    }
}

static void sift(const struct sort *s, char *base, size_t root, size_t n) {
    size_t size = s->size, child;
    while ((child = 2 * root + 1) < n) {
        if (child + 1 < n && s->compare(base + child * size, base + (child + 1) * size, s->context) < 0) child++;
        if (s->compare(base + root * size, base + child * size, s->context) >= 0) return;
        exchange(base + root * size, base + child * size, size);
        root = child;
    }
}

static void heap(const struct sort *s, char *base, size_t n) {
    size_t i;
    for (i = n / 2; i--;) sift(s, base, i, n);
    while (n-- > 1) {
        exchange(base, base + n * s->size, s->size);
        sift(s, base, 0, n);
    }
}

void qsort_r(void *base, size_t n, size_t size, compare_fn *compare, void *context) {
    char stack[ON_STACK], *spare = stack;
    size_t half = n / 2 + 1;
    struct sort s;
    s.size = size;
    s.compare = compare;
    s.context = context;
    if (n < 2 || !size) return;
    if (size > ON_STACK / half) spare = malloc(half * size);
    if (!spare) {
        heap(&s, base, n);
        return;
    }
    merge(&s, base, n, spare);
    if (spare != stack) free(spare);
}

static int plain(const void *a, const void *b, void *context) {
    return (*(int (**)(const void *, const void *))context)(a, b);
}

void qsort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *)) {
    qsort_r(base, n, size, plain, &compare);
}
