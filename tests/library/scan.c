/* Prints what sscanf makes of random formats and texts. */
#include <stdio.h>
#include <string.h>

#include "random.h"

/* Room for what a conversion stores. */
union stored {
    char text[80];
    unsigned words[20];
};

static const char *const CONVERSIONS[] = {
    "%d",   "%i",   "%u",     "%o",       "%x",    "%X",      "%hhd", "%hd",  "%ld",  "%lld",    "%llu",
    "%jd",  "%zu",  "%hx",    "%s",       "%5s",   "%3d",     "%2x",  "%4i",  "%c",   "%3c",     "%[a-z]",
    "%[^0-9]", "%[]x]", "%5[0-9-]", "%n", "%hhn",  "%*d",     "%*s",  "%*[ab]", " %c", "%%",     "%hhu",
    "%llx", "%10lli", "%f",   "%lf",      "%6f",   "%lg",     "%e",   "%a"};
static const char *const BETWEEN[] = {" ", "", ",", "x", " x ", "0", "", "", ""};
static const char *const WORDS[] = {"1e5",  "1.5e-3", ".5",  "5.", "08", "017", "-0",   "+7",  "hello",
                                    "99999999999999999999999", "-99999999999", "1e", "1e+", ".", "0x1f", "-0x10",
                                    " ", "\t\n ", "inf", "nan", "infinity", "-inf", "0x1.8p3", "-.5e3"};

int run(int count, int seed, int floats) {
    int i;
    unsigned conversions = sizeof CONVERSIONS / sizeof *CONVERSIONS - (floats ? 0 : 6);
    state = 88172645463325252 + seed * 0x9e3779b97f4a7c15;
    for (i = 0; i < count; i++) {
        char format[128], input[128];
        union stored stored[3];
        int k, n;
        format[0] = input[0] = 0;
        for (k = 1 + below(3); k; k--) {
            strcat(format, CONVERSIONS[below(conversions)]);
            strcat(format, BETWEEN[below(9)]);
        }
        for (k = below(5); k; k--) {
            char *end = input + strlen(input);
            switch (below(4)) {
            case 0: sprintf(end, "%d", (int)(unsigned)next() >> below(32)); break;
            case 1: sprintf(end, "%llu", next() >> below(64)); break;
            case 2: sprintf(end, "%c", "abcxyz,. -+%eEpPinftyNAN0123]"[below(29)]); break;
            default: strcpy(end, WORDS[below(sizeof WORDS / sizeof *WORDS)]);
            }
        }
        memset(stored, 7, sizeof stored);
        n = sscanf(input, format, &stored[0], &stored[1], &stored[2]);
        printf("'%s' '%s': %d", format, input, n);
        for (k = 0; k < 3; k++) {
            unsigned sum = 0, j;
            for (j = 20; j--;) sum = sum * 31 + stored[k].words[j];
            printf(" %x %x %x", stored[k].words[0], stored[k].words[1], sum);
        }
        putchar('\n');
    }
    return 0;
}
