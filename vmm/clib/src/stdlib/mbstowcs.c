#include <stdlib.h>

size_t mbstowcs(wchar_t *to, const char *from, size_t n) {
    size_t i;
    for (i = 0; !to || i < n; i++) {
        if (to) to[i] = (unsigned char)from[i];
        if (!from[i]) break;
    }
    return i;
}
