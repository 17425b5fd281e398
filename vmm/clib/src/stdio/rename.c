#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files_impl.h"

int rename(const char *from, const char *to) {
    struct __inode *inode, *old;
    char *name;
    int kept = errno;
    from = __file_name(from);
    inode = from ? __inode_find(from) : NULL;
    to = inode ? __file_name(to) : NULL;
    if (!to) return -1;
    old = __inode_find(to);
    errno = kept;
    if (old == inode) return 0;
    name = strdup(to);
    if (!name) return -1;
    /* What had the name is gone. */
    if (old) __inode_remove(old);
    free(inode->name);
    inode->name = name;
    return 0;
}
