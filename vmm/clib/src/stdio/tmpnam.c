#include "files_impl.h"

char *tmpnam(char *name) {
    static char kept[L_tmpnam];
    if (!name) name = kept;
    __inode_name(name);
    return name;
}
