/* Two-way matching: Crochemore and Perrin, "Two-way string-matching", Journal of the ACM 38, 1991. Linear time, no
   memory but for a table of the distances that a last byte allows to skip, as in Horspool's. It comes after a simpler
   search, as long as that does not compare more than four times what it has passed. */

#include <string.h>

/* Where the greatest suffix begins in one of the two orders of bytes, and its period. */
static size_t suffix(const unsigned char *x, size_t n, int reversed, size_t *period) {
    size_t best = (size_t)-1, at = 0, k = 1, p = 1;
    while (at + k < n) {
        int order = x[at + k] - x[best + k];
        if (reversed) order = -order;
        if (order < 0) {
            at += k;
            k = 1;
            p = at - best;
        } else if (order == 0) {
            if (k == p) {
                at += p;
                k = 1;
            } else {
                k++;
            }
        } else {
            best = at++;
            k = p = 1;
        }
    }
    *period = p;
    return best + 1;
}

void *memmem(const void *hay, size_t hay_len, const void *needle, size_t n) {
    const unsigned char *h = hay, *x = needle, *end = h + hay_len;
    size_t cut, other, period, other_period, memory = 0, i, step[256];
    int periodic;
    if (n == 0) return (void *)h;
    if (n > hay_len) return 0;
    if (n == 1) return memchr(hay, *x, hay_len);
    /* Most needles are found, or seen not to be there, by looking for their last byte. */
    for (i = 0; i <= 256 + 4 * (size_t)(h - (const unsigned char *)hay); i += n) {
        const unsigned char *last = memchr(h + n - 1, x[n - 1], (size_t)(end - h) - (n - 1));
        if (!last) return 0;
        h = last - (n - 1);
        if (!memcmp(h, x, n)) return (void *)h;
        if ((size_t)(end - ++h) < n) return 0;
    }
    cut = suffix(x, n, 0, &period);
    other = suffix(x, n, 1, &other_period);
    if (other > cut) {
        cut = other;
        period = other_period;
    }
    periodic = memcmp(x, x + period, cut) == 0;
    if (!periodic) period = (cut > n - cut ? cut : n - cut) + 1;
    for (i = 0; i < 256; i++) step[i] = n;
    for (i = 0; i < n; i++) step[x[i]] = n - 1 - i;
    while ((size_t)(end - h) >= n) {
        size_t skip = step[h[n - 1]];
        if (skip) {
            /* What has been matched is of no use if the needle has to move on by less than its period. */
            if (memory && skip < period) skip = n - period;
            memory = 0;
            h += skip;
            continue;
        }
        i = cut > memory ? cut : memory;
        while (i < n && x[i] == h[i]) i++;
        if (i < n) {
            h += i - cut + 1;
            memory = 0;
            continue;
        }
        i = cut;
        while (i > memory && x[i - 1] == h[i - 1]) i--;
        if (i <= memory) return (void *)h;
        h += period;
        memory = periodic ? n - period : 0;
    }
    return 0;
}
