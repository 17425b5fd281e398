#include "files_impl.h"

int remove(const char *name) {
    struct __inode *inode;
    name = __file_name(name);
    inode = name ? __inode_find(name) : NULL;
    if (!inode) return -1;
    __inode_remove(inode);
    return 0;
}
