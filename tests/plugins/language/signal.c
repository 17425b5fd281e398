// <signal.h>
#include <signal.h>
#include <errno.h>
#include <stdlib.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

static volatile sig_atomic_t got, times;

static void note(int number) {
    got = number;
    times++;
}

static void leave(int number) { exit(number); }

int test_raise(void) {
    CHECK(signal(SIGINT, note) == SIG_DFL && signal(SIGUSR1, note) == SIG_DFL);
    CHECK(raise(SIGINT) == 0 && got == SIGINT && raise(SIGUSR1) == 0 && got == SIGUSR1 && times == 2);
    CHECK(signal(SIGINT, SIG_IGN) == note && raise(SIGINT) == 0 && times == 2 && signal(SIGINT, SIG_DFL) == SIG_IGN);
    CHECK(raise(SIGCHLD) == 0 && SIGABRT == 6 && SIGFPE == 8 && SIGILL == 4 && SIGSEGV == 11 && SIGTERM == 15);
    return 0;
}

int test_signal_fails(void) {
    errno = 0;
    CHECK(signal(0, note) == SIG_ERR && errno == EINVAL && signal(9, note) == SIG_ERR && raise(1000) != 0);
    return 0;
}

int trap_by_default(void) { // abort
    return raise(SIGTERM);
}

int exits_abort_calls_its_handler(void) { // 6
    signal(SIGABRT, leave);
    abort();
}

int trap_faults_call_none(void) { // null pointer
    signal(SIGSEGV, leave);
    return *(volatile int *)0;
}
