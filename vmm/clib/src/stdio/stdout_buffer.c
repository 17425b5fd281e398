#include "stdio_impl.h"

union __stdout_buffer __plug_stdout;

void __stdout_flush(void) {
    unsigned n;
    if (!__plug_stdout.head.fill) return;
    __plug_write(1, NULL, 0);
    /* A host that knows the buffer has emptied it before it came to the callback. */
    n = __plug_stdout.head.fill;
    __plug_stdout.head.fill = 0;
    if (n) __plug_write(1, __plug_stdout.head.bytes, n);
}

void __stdout_added(unsigned from) {
    unsigned fill = __plug_stdout.head.fill;
    if (fill >= STDOUT_SIZE || __plug_stdout.head.mode == _IONBF) {
        __stdout_flush();
    } else if (__plug_stdout.head.mode == _IOLBF) {
        while (from < fill && __plug_stdout.head.bytes[from] != '\n') from++;
        if (from < fill) __stdout_flush();
    }
}
