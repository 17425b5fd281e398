/* Prints the bits that strtod and strtof give of random texts, where the number ends and errno; and says whether
   printing with 17 digits and reading gives the same double back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

static char text[2048];

static void show(void) {
    char *end;
    unsigned long long bits;
    union {
        float value;
        unsigned bits;
    } single;
    errno = 0;
    bits = bits_of(strtod(text, &end));
    printf("%.60s: %llx %d %d", text, bits, (int)(end - text), errno);
    errno = 0;
    single.value = strtof(text, &end);
    printf(" %x %d %d\n", single.bits, (int)(end - text), errno);
}

static const char *const EDGES[] = {
    "", "  ", "+", "-", ".", "-0", "0x", "0x.", "0x1", "0x1p", "0x1p+", "0x1p3", "0x.8p1", "-0x1.8p-1074", "0x1p-1075",
    "0x1.0000000001p-1075", "0x1p1024", "0x1.fffffffffffff7p1023", "0x1.fffffffffffff8p1023", "inf", "-INF", "infin",
    "infinityx", "nan", "NaN(", "nan()", "nan(12)", "nan(0x5)", "-nan(abc)", "nan(07)", "nan(08)", "1e", "1e+", "1e5x",
    "1e400", "-1e400", "1e-400", "1e99999999999999", "0e99999999999", "1e-99999999999", "2.2250738585072014e-308",
    "2.2250738585072011e-308", "2.2250738585072012e-308", "1.7976931348623158e308", "1.7976931348623159e308",
    "4.9406564584124654e-324", "2.4703282292062327208e-324", "2.4703282292062328e-324", "123456789012345678901234567890",
    "9007199254740993", "9007199254740992.5", "9007199254740993.00000000000000000000000000000000000000001",
    "1.17549435082228750796873653722224568e-38", "1.17549435082228750796873653722224567e-38", "3.4028235677973366e38",
    "3.4028235677973365e38", "7.006492321624085e-46", "7.0064923216240862e-46", "8.5e-46", "\t\n1.5e+3 ", "1e-5e5"};

int run(int count, int seed, int floats) {
    int i, k, bad = 0;
    (void)floats;
    state = 88172645463325252 + seed * 0x9e3779b97f4a7c15;
    for (i = 0; i < (int)(sizeof EDGES / sizeof *EDGES); i++) {
        strcpy(text, EDGES[i]);
        show();
    }
    for (i = 0; i < count; i++) {
        char *p = text;
        unsigned long long bits = some_double();
        switch (below(5)) {
        case 0: sprintf(text, "%.*g", below(30), of_bits(bits)); break;
        case 1:
            for (k = 1 + below(25); k; k--) *p++ = (char)('0' + below(10));
            *p++ = '.';
            for (k = below(25); k; k--) *p++ = (char)('0' + below(10));
            sprintf(p, "e%d", (int)below(700) - 350);
            break;
        case 2:
            /* Half way between two floats, digit by digit, or next to it. (Below the normal ones glibc drops a bit.) */
            bits = (bits & 0x800fffffe0000000) | 0x10000000 | (unsigned long long)(1023 - 120 + below(240)) << 52;
            sprintf(text, "%.400e", of_bits(bits));
            if (below(2)) strchr(text, 'e')[-1] = '1';
            break;
        case 3: sprintf(text, "%a", of_bits(bits)); break;
        default:
            for (k = below(12); k; k--) *p++ = "0123456789.eE+-xXpinfaINF( "[below(27)];
            *p = 0;
        }
        show();
        sprintf(text, "%.17g", of_bits(bits));
        if (bits_of(strtod(text, NULL)) != bits && (bits & 0x7ff0000000000000) != 0x7ff0000000000000) bad++;
    }
    printf("%d not round\n", bad);
    return bad;
}
