#include <stdlib.h>

extern void (*__at_exit)(void);

static void (**handlers)(void);
static unsigned count, room;

static void run(void) {
    while (count) handlers[--count]();
}

int atexit(void (*handler)(void)) {
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
