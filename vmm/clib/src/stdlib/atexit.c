#include <stdlib.h>

extern void (*__at_exit)(void);

static void (**handlers)(void);
static unsigned count, room;

static void run(void) {
    while (count) handlers[--count]();
}

int atexit(void (*handler)(void)) {
    /* None, or an end without them, which is the end of a program, not of the runtime. */
    if (!__at_exit) count = 0;
    if (count == room) {
        void *more = realloc(handlers, (room + 32) * sizeof *handlers);
        if (!more) return -1;
        handlers = more;
        room += 32;
    }
    handlers[count++] = handler;
    __at_exit = run;
    return 0;
}
