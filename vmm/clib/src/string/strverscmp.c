/* The order of GNU's strverscmp: runs of digits by their value, those with leading zeros as fractions. */
#include <string.h>

static int digit(int c) { return c >= '0' && c <= '9'; }

int strverscmp(const char *a, const char *b) {
    const unsigned char *p = (const unsigned char *)a, *q = (const unsigned char *)b;
    int i, start = 0, zeros = 1, j;
    for (i = 0; p[i] == q[i]; i++) {
        int c = p[i];
        if (!c) return 0;
        if (!digit(c)) {
            start = i + 1;
            zeros = 1;
        } else if (c != '0') {
            zeros = 0;
        }
    }
    if (p[start] - '1' < 9U && q[start] - '1' < 9U) {
        for (j = i; digit(p[j]); j++)
            if (!digit(q[j])) return 1;
        if (digit(q[j])) return -1;
    } else if (zeros && start < i && (digit(p[i]) || digit(q[i]))) {
        return (unsigned char)(p[i] - '0') - (unsigned char)(q[i] - '0');
    }
    return p[i] - q[i];
}
