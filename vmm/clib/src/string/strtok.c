#include <string.h>

char *strtok(char *s, const char *set) {
    static char *rest;
    return strtok_r(s, set, &rest);
}
