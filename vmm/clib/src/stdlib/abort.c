#include <stdlib.h>
#include "plug.h"

/* What `signal` leaves to be called; null unless it has been linked. */
void (*__on_abort)(void);

void abort(void) {
    if (__on_abort) __on_abort();
    __plug_abort();
}
