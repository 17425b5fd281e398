/* Prints what snprintf makes of random directives: to be compared with what other libraries make of them. */
#include <stdio.h>
#include <string.h>

#include "random.h"

static char text[4096];

/* glibc drops the zeros of %#g when a rounded number gets another digit, which C does not allow. */
static int is_glibcs_own(const char *format) { return strchr(format, '#') && strpbrk(format, "gG"); }

int run(int count, int seed, int floats) {
    int i;
    state = 88172645463325252 + seed * 0x9e3779b97f4a7c15;
    for (i = 0; i < count; i++) {
        char format[64], *p = format;
        const char *flag;
        int width = below(3) ? -1 : (int)below(30), precision = below(2) ? -1 : (int)below(below(16) ? 25 : 1100);
        int stars[2], n = 0, star = below(4) == 0, got;
        unsigned size = below(5) ? sizeof text : below(20);
        unsigned long long value;
        *p++ = '<';
        *p++ = '%';
        for (flag = "-+ #0"; *flag; flag++)
            if (below(4) == 0) *p++ = *flag;
        if (width >= 0 && star) {
            *p++ = '*';
            stars[n++] = below(4) ? width : -width;
        } else if (width > 0) {
            p += sprintf(p, "%d", width);
        }
        if (precision >= 0) {
            *p++ = '.';
            if (star) {
                *p++ = '*';
                stars[n++] = below(4) ? precision : -precision;
            } else if (precision || below(2)) {
                p += sprintf(p, "%d", precision);
            }
        }
        memset(text, '~', 64);
        text[64] = 0;
#define PRINT(value)                                                                                                   \
    (n == 0   ? snprintf(text, size, format, value)                                                                    \
     : n == 1 ? snprintf(text, size, format, stars[0], value)                                                          \
              : snprintf(text, size, format, stars[0], stars[1], value))
        if (floats && below(3)) {
            *p++ = "fFeEgGaA"[below(8)];
            strcpy(p, ">");
            value = some_double();
            if (is_glibcs_own(format)) continue;
            got = PRINT(of_bits(value));
        } else {
            static const char *const SIZES[] = {"", "hh", "h", "l", "z", "t", "ll", "j"};
            unsigned kind = below(8);
            p += sprintf(p, "%s", SIZES[kind]);
            *p++ = "diouxX"[below(6)];
            strcpy(p, ">");
            value = below(10) ? next() >> below(64) : 0;
            if (below(4) == 0) value = 0 - value;
            got = kind < 6 ? PRINT((unsigned)value) : PRINT(value);
        }
        if (size < 64) text[63] = 0;
        printf("%s %llx: %d %s\n", format, value, got, text);
    }
    return 0;
}
