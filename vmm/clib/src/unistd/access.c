#include <errno.h>
#include <unistd.h>
#include "files_impl.h"

/* Who can see a file can do with it what there is to do. */
int access(const char *name, int mode) {
    name = __file_name(name);
    if (!name || !__inode_find(name)) return -1;
    if (!(mode & X_OK)) return 0;
    errno = EACCES;
    return -1;
}
