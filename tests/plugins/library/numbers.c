#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include "test.h"

static char room[100];

/* Signs, prefixes and digits, with some of what does not belong there. */
static char *text(void) {
    static const char *const starts[] = {"", "", " ", "\t\n\v\f\r +", "-", " -", "+-", "0x", "-0X", "0", "- 1", "0b1", "\x85"};
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCXZ .@`{/:";
    const char *start = starts[below(sizeof starts / sizeof *starts)];
    char *p = room;
    int n = below(30), few = below(2) ? 10 : sizeof digits - 1;
    while (*start) *p++ = *start++;
    while (n--) *p++ = digits[below(few)];
    *p = 0;
    return room;
}

static void try(const char *s, int base) {
    char *end = 0;
    long long wide;
    errno = 0;
    emit(strtol(s, &end, base));
    emit(place(end, s));
    emit(errno);
    errno = 0;
    emit(strtoul(s, &end, base));
    emit(place(end, s));
    emit(errno);
    errno = 0;
    wide = strtoll(s, &end, base);
    emit(wide);
    emit(wide >> 32);
    emit(place(end, s));
    emit(errno);
    errno = 0;
    wide = strtoull(s, &end, base);
    emit(wide);
    emit(wide >> 32);
    emit(place(end, s));
    emit(errno);
    emit(strtoimax(s, 0, base) ^ strtoumax(s, 0, base));
}

void run(int rounds, int longest) {
    static const char *const edges[] = {"2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295",
        "4294967296", "-4294967295", "-4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "-9223372036854775809", "18446744073709551615", "18446744073709551616", "-18446744073709551615", "0x", "0xg", "0x7fffffff",
        "", "-", "+", "0", "-0", "08", "0778", "  12 34", "zz", "1z141z3", "99999999999999999999999999"};
    static const int bases[] = {0, 10, 16, 2, 8, 36, 3, 35, 1, -1, 37};
    unsigned i;
    for (i = 0; i < sizeof edges / sizeof *edges && (int)i < rounds; i++) {
        try(edges[i], 0);
        try(edges[i], 10);
        try(edges[i], 36);
        emit(atoi(edges[i]));
        emit(atol(edges[i]));
        emit(atoll(edges[i]));
    }
    while (rounds--) {
        int base = below(3) ? bases[below(sizeof bases / sizeof *bases)] : 2 + (int)below(35);
        const char *s = text();
        /* What these do with a bad base is not said. */
        if (base < 0 || base == 1 || base > 36) {
            errno = 0;
            emit(strtol(s, 0, base));
            emit(errno);
        } else {
            try(s, base);
        }
    }
    emit(abs(-7) + labs(-9) + (int)llabs(-1LL << 33 | 5) + (int)imaxabs(-3));
    emit(div(-7, 2).quot * 100 + div(-7, 2).rem);
    emit(ldiv(7, -2).quot * 100 + ldiv(7, -2).rem);
    emit((int)(lldiv(-70000000000LL, 3).quot >> 8) + (int)lldiv(-70000000000LL, 3).rem);
    emit((int)(imaxdiv(-70000000000LL, 3).quot >> 8) + (int)imaxdiv(-70000000000LL, 3).rem);
}
