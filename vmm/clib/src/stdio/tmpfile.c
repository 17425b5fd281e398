#include "files_impl.h"

FILE *tmpfile(void) {
    struct __inode *inode = __inode_new(NULL);
    FILE *stream = inode ? __file_open(inode, F_READ | F_WRITE, NULL) : NULL;
    if (inode && !stream) __inode_release(inode);
    return stream;
}
