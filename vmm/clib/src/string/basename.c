#include <string.h>

/* GNU's, which never changes its argument. */
char *basename(const char *path) {
    const char *slash = strrchr(path, '/');
    return (char *)(slash ? slash + 1 : path);
}
