#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files_impl.h"

static struct __inode *named;

struct __inode *__inode_find(const char *name) {
    struct __inode *inode = named;
    while (inode && strcmp(inode->name, name)) inode = inode->next;
    if (!inode) errno = ENOENT;
    return inode;
}

struct __inode *__inode_new(const char *name) {
    struct __inode *inode = calloc(1, sizeof *inode);
    if (!inode) return NULL;
    if (name) {
        inode->name = strdup(name);
        if (!inode->name) {
            free(inode);
            return NULL;
        }
        inode->next = named;
        named = inode;
    }
    return inode;
}

void __inode_release(struct __inode *inode) {
    if (inode->name || inode->streams) return;
    free(inode->bytes);
    free(inode);
}

void __inode_remove(struct __inode *inode) {
    struct __inode **link = &named;
    while (*link != inode) link = &(*link)->next;
    *link = inode->next;
    free(inode->name);
    inode->name = NULL;
    __inode_release(inode);
}

void __inode_name(char *name) {
    static unsigned last;
    int kept = errno;
    do {
        unsigned n = last++ * 2654435761u, i;
        memcpy(name, "/tmp/file", 9);
        for (i = 0; i < 6; i++, n /= 26) name[9 + i] = (char)('a' + n % 26);
        name[15] = 0;
    } while (__inode_find(name));
    errno = kept;
}
