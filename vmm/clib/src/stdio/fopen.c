#include "files_impl.h"

FILE *fopen(const char *restrict name, const char *restrict mode) {
    struct __inode *inode;
    int flags = __file_mode(mode);
    if (!flags || !__file_locate(name, flags, &inode)) return NULL;
    return __file_open(inode, flags, NULL);
}
