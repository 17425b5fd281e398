#include "stdio_impl.h"

int putc(int byte, FILE *stream) { return fputc(byte, stream); }

int putc_unlocked(int byte, FILE *stream) { return fputc(byte, stream); }
