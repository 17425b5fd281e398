/* What a failed `assert` calls; the message is that of the GNU library. */
#include <stdlib.h>

#include "plug.h"

static void put(const char *s) {
    unsigned n = 0;
    while (s[n]) n++;
    __plug_write(2, s, n);
}

void __assert_fail(const char *condition, const char *file, unsigned line, const char *function) {
    char digits[11], *p = digits + 10;
    *p = 0;
    do *--p = '0' + line % 10;
    while (line /= 10);
    put(file);
    put(":");
    put(p);
    put(": ");
    put(function);
    put(": Assertion `");
    put(condition);
    put("' failed.\n");
    abort();
}
