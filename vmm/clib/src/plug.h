/* What the host does for the library. */
#ifndef PLUG_H
#define PLUG_H

/* Writes to standard output (1) or error (2); gives the number of bytes, or -1. */
int __plug_write(int fd, const void *bytes, unsigned n);
/* Reads from standard input (0); gives the number of bytes, 0 at the end, or -1. */
int __plug_read(int fd, void *bytes, unsigned n);
/* A piece of the data segment, as it is; null if there is no room. */
void *__plug_grow(unsigned bytes);
void __plug_release(void *piece);
_Noreturn void __plug_exit(int status);
_Noreturn void __plug_abort(void);
/* Nanoseconds: 0 since 1970, 1 of a clock that never goes back, 2 since the runtime was built. */
long long __plug_time_ns(int clock);

#endif
