#include <string.h>

char *strstr(const char *hay, const char *needle) {
    if (!*needle) return (char *)hay;
    hay = strchr(hay, *needle);
    if (!hay || !needle[1]) return (char *)hay;
    return memmem(hay, strlen(hay), needle, strlen(needle));
}
