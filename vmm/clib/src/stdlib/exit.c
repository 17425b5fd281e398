/* What `atexit` leaves to be called; null unless it has been linked. */
#include <stdlib.h>
#include "plug.h"

void (*__at_exit)(void);

void exit(int status) {
    if (__at_exit) __at_exit();
    __plug_exit(status);
}
