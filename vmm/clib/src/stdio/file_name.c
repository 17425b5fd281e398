#include <errno.h>
#include <string.h>

#include "files_impl.h"

const char *__file_name(const char *name) {
    const char *base;
    while (name[0] == '.' && name[1] == '/') {
        name += 2;
        while (*name == '/') name++;
    }
    base = strncmp(name, "/tmp/", 5) && strncmp(name, "/dev/", 5) ? name : name + 5;
    if (!*name) errno = ENOENT;
    else if (!*base || !strcmp(base, ".") || !strcmp(base, "..") || !strcmp(name, "/tmp") || !strcmp(name, "/")) errno = EISDIR;
    else if (strchr(base, '/')) errno = ENOENT;
    else if (strlen(name) >= FILENAME_MAX) errno = ENAMETOOLONG;
    else return name;
    return NULL;
}
