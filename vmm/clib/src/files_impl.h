/* Files, for members alone: they lie in the runtime's own memory. */
#ifndef _FILES_IMPL_H
#define _FILES_IMPL_H

#include "stdio_impl.h"

/* A file. It is gone when it has no name and no stream any more. */
struct __inode {
    struct __inode *next; /* of those with names */
    char *name;           /* null for one that was removed, and for a temporary one */
    unsigned char *bytes;
    unsigned size, room;
    unsigned streams;
};

/* Whether a file may have this name, and what it is without a leading `./`; else null and errno. There is one folder,
   and /tmp. */
const char *__file_name(const char *name);
/* A file by its name; null and ENOENT if there is none. */
struct __inode *__inode_find(const char *name);
/* A new file, with a name or without; null and ENOMEM. */
struct __inode *__inode_new(const char *name);
/* Takes the name away from a file. */
void __inode_remove(struct __inode *inode);
/* Frees a file that is nowhere any more. */
void __inode_release(struct __inode *inode);
/* A name that is not in use, "/tmp/file" and six letters; `name` has room for L_tmpnam. */
void __inode_name(char *name);

/* What a stream is of. */
struct __open {
    size_t (*write)(FILE *stream, const char *bytes, size_t n);
    int (*fill)(FILE *stream);
    off_t (*seek)(FILE *stream, off_t offset, int from);
    /* Frees the stream as well, if it is not to be kept and is none of the host's. */
    void (*close)(FILE *stream, int keep);
    int (*print)(FILE *stream, const char *format, va_list args);
    struct __inode *inode; /* null for /dev/null */
    unsigned position;     /* behind what is in the buffer */
    int append;
    unsigned char room[UNGET + 1024];
};

/* A flag of a stream: it was made for its file. */
enum { F_OWN = 16 };
/* Flags of a mode: F_READ and F_WRITE, and these; 0 and EINVAL if it is none. */
enum { M_CREATE = 16, M_TRUNCATE = 32, M_APPEND = 64, M_EXCLUSIVE = 128 };
int __file_mode(const char *mode);
/* Makes a stream lead to a file, or makes one that does if it is null. */
FILE *__file_open(struct __inode *inode, int mode, FILE *stream);
/* The file for a name, by the flags of a mode: found, made or emptied; what is wrong by errno. *inode is null for
   /dev/null. */
int __file_locate(const char *name, int mode, struct __inode **inode);

#endif
