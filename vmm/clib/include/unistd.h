/* What single programs use of POSIX */
#ifndef _UNISTD_H
#define _UNISTD_H

#include <sys/types.h>

#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

ssize_t read(int fd, void *to, size_t n);
ssize_t write(int fd, const void *from, size_t n);
/* Of files by name, as in <stdio.h>. */
#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4
int unlink(const char *name);
int access(const char *name, int mode);
_Noreturn void _exit(int status);
int isatty(int fd);
pid_t getpid(void);
unsigned sleep(unsigned seconds);
int usleep(unsigned micros);
void swab(const void *restrict from, void *restrict to, ssize_t n);

#endif
