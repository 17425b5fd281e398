#include <ctype.h>
#include "test.h"

void run(int rounds, int longest) {
    int c, step = rounds < 100 ? 7 : 1;
    for (c = -1; c < 256; c += step) {
        emit(!!isalnum(c) | !!isalpha(c) << 1 | !!isblank(c) << 2 | !!iscntrl(c) << 3 | !!isdigit(c) << 4
             | !!isgraph(c) << 5 | !!islower(c) << 6 | !!isprint(c) << 7 | !!ispunct(c) << 8 | !!isspace(c) << 9
             | !!isupper(c) << 10 | !!isxdigit(c) << 11);
        emit(tolower(c));
        emit(toupper(c));
    }
}
