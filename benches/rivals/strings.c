/* What <string.h> takes: `work` is a plugin, and the rest makes a rival of it, with the C library of the machine.
   Arguments of the rival: NAME:N, rounds. It prints nanoseconds for these rounds of a thousand calls. */
#include <string.h>

static char room[2][200000];
/* Volatile, so that no call is taken for one that was made before. */
static char *volatile to = room[0], *volatile from = room[1];
static volatile unsigned kept;

/* Texts of n equal bytes. */
static void prepare(unsigned n) {
    memset(room, 0, sizeof room);
    memset(room[0], 'a', n);
    memset(room[1], 'a', n);
}

static void work(const char *name, unsigned n, unsigned calls) {
    unsigned sum = 0, i = calls;
#define CASE(what, call) \
    if (!strcmp(name, what)) \
        while (i--) call
    CASE("memmove", memmove(to + 1, to, n));
    CASE("memchr", sum += memchr(from, 'x', n) != 0);
    CASE("strlen", sum += strlen(from));
    CASE("strchr", sum += strchr(from, 'x') != 0);
    CASE("strrchr", sum += strrchr(from, 'x') != 0);
    CASE("strcmp", sum += strcmp(to, from));
    CASE("strncmp", sum += strncmp(to, from, n + 1));
    CASE("strcpy", strcpy(to, from));
    CASE("strstr", sum += strstr(from, "aax") != 0);
    kept = sum;
}

#ifdef __PLUGVISOR__
void run(const char *name, unsigned n, unsigned calls) {
    prepare(n);
    work(name, n, calls);
}
#else
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
    struct timespec a, b;
    char *name = argv[1], *colon = strchr(argv[1], ':');
    unsigned n = (unsigned)atoi(colon + 1);
    long rounds = atol(argv[2]);
    *colon = 0;
    prepare(n);
    work(name, n, 1000);
    clock_gettime(CLOCK_MONOTONIC, &a);
    while (rounds--) work(name, n, 1000);
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("%lld\n", (b.tv_sec - a.tv_sec) * 1000000000LL + b.tv_nsec - a.tv_nsec);
    return argc - 3;
}
#endif
