#include <stdlib.h>

size_t wcstombs(char *to, const wchar_t *from, size_t n) {
    size_t i;
    char c;
    for (i = 0; !to || i < n; i++) {
        if (wctomb(&c, from[i]) < 0) return -1;
        if (to) to[i] = c;
        if (!c) break;
    }
    return i;
}
