/* Numbers: what may be part of one is ASCII, so the narrow functions are given as much of the text as is. */
#ifndef _WCSTO_IMPL_H
#define _WCSTO_IMPL_H

#include <ctype.h>
#include <stdlib.h>
#include <wchar.h>

/* Characters that can count: longer numbers are out of range, or their last digits do not matter. */
enum { LONGEST = 1100 };

/* As many as are ASCII, with one blank for all that lead. The number of those that were left out. */
static size_t narrow(const wchar_t *s, char *text) {
    size_t blanks = 0, n = 0;
    while ((unsigned)s[blanks] < 128 && isspace(s[blanks])) blanks++;
    for (s += blanks; n < LONGEST && s[n] > 0 && s[n] < 128; n++) text[n] = (char)s[n];
    text[n] = 0;
    return blanks;
}

#define CONVERT(result, call) \
    char text[LONGEST + 1], *last; \
    size_t blanks = narrow(s, text); \
    result value = call; \
    if (end) *end = (wchar_t *)(last == text ? s : s + blanks + (last - text)); \
    return value;

#endif
