#define _GNU_SOURCE
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include "test.h"

static unsigned char bytes[8192], other[8192];

/* Mostly short, sometimes as long as takes another way. */
static unsigned length(int longest) {
    switch (below(8)) {
    case 0: return below(longest / 2);
    case 1: return below(300);
    case 2: return below(80);
    default: return below(36);
    }
}

void run(int rounds, int longest) {
    unsigned i, n, from, to, c;
    for (i = 0; i < sizeof bytes; i++) bytes[i] = below(4) ? below(3) : next();
    memcpy(other, bytes, sizeof bytes);
    while (rounds--) {
        n = length(longest);
        from = below(longest / 2);
        to = below(4) ? from + below(40) : below(longest / 2);
        c = below(3) ? below(3) : next();
        emit(sign(memcmp(bytes + from, bytes + to, n)));
        emit(sign(memcmp(bytes + from, other + from, n)));
        emit(sign(bcmp(bytes + from, other + from, n)) != 0);
        emit(place(memchr(bytes + from, c, n), bytes));
        emit(place(memrchr(bytes + from, c, n), bytes));
        emit(place(memmem(bytes + from, n, bytes + to, below(5)), bytes));
        if (n) other[from + n - 1] ^= 1;
        emit(sign(memcmp(bytes + from, other + from, n)));
        switch (below(6)) {
        case 0: emit(place(memset(bytes + to, c, n), bytes)); break;
        case 1: emit(place(memcpy(bytes + to, other + from, n), bytes)); break;
        case 2: emit(place(mempcpy(bytes + to, other + from, n), bytes)); break;
        case 3: emit(place(memccpy(bytes + to, other + from, c, n), bytes)); break;
        case 4: bcopy(bytes + from, bytes + to, n); break;
        default: emit(place(memmove(bytes + to, bytes + from, n), bytes));
        }
        emit(sum(bytes + (to < 40 ? 0 : to - 40), n + 80));
        if (n > 5000) emit(sum(bytes, sizeof bytes));
    }
    bzero(bytes + 3, 7);
    swab(bytes, other, 9);
    emit(sum(bytes, 100));
    emit(sum(other, 100));
}
