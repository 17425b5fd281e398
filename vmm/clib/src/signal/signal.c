#include <errno.h>
#include <signal.h>

#include "plug.h"

extern void (*__on_abort)(void);

static __sighandler_t handlers[NSIG];

/* `abort` calls the handler before it ends the call. */
static void aborted(void) {
    __sighandler_t handler = handlers[SIGABRT];
    if (handler != SIG_DFL && handler != SIG_IGN) handler(SIGABRT);
}

__sighandler_t signal(int number, __sighandler_t handler) {
    __sighandler_t before;
    if (number <= 0 || number >= NSIG || number == SIGKILL || number == SIGSTOP) {
        errno = EINVAL;
        return SIG_ERR;
    }
    before = handlers[number];
    handlers[number] = handler;
    if (number == SIGABRT) __on_abort = aborted;
    return before;
}

int raise(int number) {
    __sighandler_t handler;
    if (number < 0 || number >= NSIG) {
        errno = EINVAL;
        return -1;
    }
    handler = handlers[number];
    if (handler == SIG_DFL) {
        /* What a process would be ended by ends the call. */
        if (number && number != SIGCHLD && number != SIGCONT && number != SIGURG && number != SIGWINCH) __plug_abort();
    } else if (handler != SIG_IGN) {
        handler(number);
    }
    return 0;
}
