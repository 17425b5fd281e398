#include <string.h>

char *strsep(char **rest, const char *set) {
    char *s = *rest, *end;
    if (!s) return 0;
    end = s + strcspn(s, set);
    if (*end) {
        *end = 0;
        *rest = end + 1;
    } else {
        *rest = 0;
    }
    return s;
}
