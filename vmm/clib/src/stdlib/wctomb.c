#include <errno.h>
#include <stdlib.h>

int wctomb(char *s, wchar_t wide) {
    if (!s) return 0;
    if ((unsigned)wide > 255) {
        errno = EILSEQ;
        return -1;
    }
    *s = wide;
    return 1;
}
