#include <string.h>

char *strtok_r(char *s, const char *set, char **rest) {
    char *end;
    if (!s) s = *rest;
    if (!s) return 0;
    s += strspn(s, set);
    if (!*s) {
        *rest = s;
        return 0;
    }
    end = s + strcspn(s, set);
    if (*end) *end++ = 0;
    *rest = end;
    return s;
}
