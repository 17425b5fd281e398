#include <errno.h>
#include <string.h>

#include "files_impl.h"

int __file_mode(const char *mode) {
    int flags;
    switch (*mode) {
    case 'r': flags = F_READ; break;
    case 'w': flags = F_WRITE | M_CREATE | M_TRUNCATE; break;
    case 'a': flags = F_WRITE | M_CREATE | M_APPEND; break;
    default: errno = EINVAL; return 0;
    }
    while (*++mode) {
        if (*mode == '+') flags |= F_READ | F_WRITE;
        else if (*mode == 'x') flags |= M_EXCLUSIVE;
    }
    return flags;
}

int __file_locate(const char *name, int mode, struct __inode **inode) {
    int kept = errno;
    *inode = NULL;
    name = __file_name(name);
    if (!name) return 0;
    if (!strcmp(name, "/dev/null")) return 1;
    *inode = __inode_find(name);
    if (*inode) {
        if (mode & M_CREATE && mode & M_EXCLUSIVE) {
            errno = EEXIST;
            return 0;
        }
        if (mode & M_TRUNCATE) (*inode)->size = 0;
        return 1;
    }
    if (!(mode & M_CREATE) || !strncmp(name, "/dev/", 5)) return 0;
    errno = kept;
    *inode = __inode_new(name);
    return *inode != NULL;
}
