#include "files_impl.h"

int putchar(int byte) {
    unsigned fill = __plug_stdout.head.fill;
    if (!__file_writes(stdout)) return EOF;
    if (stdout->open) return fputc(byte, stdout);
    __plug_stdout.head.bytes[fill] = (char)byte;
    __plug_stdout.head.fill = fill + 1;
    if (fill + 1 == STDOUT_SIZE || __plug_stdout.head.mode != _IOFBF) __stdout_added(fill);
    return (unsigned char)byte;
}

int putchar_unlocked(int byte) { return putchar(byte); }
