/* The inside of <stdio.h>, for members alone. */
#ifndef _STDIO_IMPL_H
#define _STDIO_IMPL_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include "plug.h"

/* The buffer of stdout. The host knows its head and that the bytes follow (vmm/src/runtime/streams.rs): it takes bytes
   out up to `fill` whenever it hears of the guest, and clears `fill` at any callback. A full one costs a callback, so
   that a byte shall cost few nanoseconds where a callback takes some ten microseconds. */
enum { STDOUT_SIZE = 32768 };

union __stdout_buffer {
    struct {
        volatile unsigned fill; /* less than STDOUT_SIZE between two calls */
        unsigned mode;          /* _IOFBF, _IOLBF, _IONBF; the host says at first */
        char bytes[STDOUT_SIZE];
    } head;
    long long align;
};

extern union __stdout_buffer __plug_stdout;

/* Has the host take what is in the buffer. */
void __stdout_flush(void);
/* Has the host take it if the mode says so, after bytes have been added from `from` on. */
void __stdout_added(unsigned from);

/* A stream: one of the host's three, or that of a file (files_impl.h), of which nothing is linked unless the program
   opens one: what all streams have calls by `open` what files alone do. */
struct __file {
    int fd;
    int flags;
    struct __open *open; /* null for the host's */
    /* What was read and not yet asked for; in front of `buffer` is room for UNGET bytes. */
    unsigned char *at;
    unsigned char *end;
    unsigned char *buffer;
    unsigned size;
};

enum { F_READ = 1, F_WRITE = 2, F_EOF = 4, F_ERROR = 8 };
enum { UNGET = 8 };
/* The descriptor of a text in memory, which has nothing behind its end. */
enum { NO_FD = -1 };

/* Writes bytes to a stream that was checked; what was written, or less with the error noted. */
size_t __file_write(FILE *stream, const char *bytes, size_t n);
/* Fetches more into an empty buffer; the first byte, which stays there, or EOF with the flag set. */
int __file_fill(FILE *stream);
/* Whether the stream can be written to (read from); else notes the error. */
int __file_writes(FILE *stream);

/* Where formatted text goes: room, and what to do when it is used up. */
struct __sink {
    char *at;
    char *end;
    char *start;             /* from here to `at` is what has not left yet */
    unsigned long long gone; /* bytes that have */
    void (*full)(struct __sink *sink); /* makes room, for one byte at least */
    void *stream;
    int failed;
};

void __sink_put(struct __sink *sink, const char *bytes, unsigned n);
void __sink_pad(struct __sink *sink, char byte, unsigned n);

/* Formats; the number of bytes, or -1 with errno. */
int __format(struct __sink *sink, const char *format, va_list args);

/* Flags of a conversion. */
enum { LEFT = 1, PLUS = 2, SPACE = 4, ALTERNATE = 8, ZERO = 16 };

/* A conversion's field: a prefix such as a sign, zeros, digits; padded to the width. */
void __format_field(struct __sink *sink, int flags, int width, const char *prefix, unsigned prefix_len, unsigned zeros,
                    const char *digits, unsigned n);
/* A double by its bits; no floating-point instruction is executed. */
void __format_float(struct __sink *sink, unsigned long long bits, char conversion, int flags, int width, int precision);

#endif
