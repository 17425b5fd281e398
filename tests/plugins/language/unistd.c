// <unistd.h>: what single programs use of POSIX
#include <unistd.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int prints_write(void) { // "abc"
    CHECK(write(1, "abcd", 3) == 3 && write(9, "x", 1) == -1);
    return 0;
}

int test_read(void) {
    char s[8];
    CHECK(read(0, s, 6) == 6 && !memcmp(s, "first ", 6));
    return 0;
}

int exits__exit(void) { // 6
    _exit(6);
}

int test_isatty(void) {
    CHECK(isatty(0) == 0 && STDOUT_FILENO == 1 && STDERR_FILENO == 2);
    return 0;
}

int test_getpid(void) {
    CHECK(getpid() > 0);
    return 0;
}

int test_usleep(void) {
    CHECK(usleep(1) == 0 && sleep(0) == 0);
    return 0;
}

int test_swab(void) {
    char s[5] = "";
    swab("abcd", s, 4);
    CHECK(!strcmp(s, "badc"));
    return 0;
}

int test_unlink(void) {
    FILE *f = fopen("u.test", "w");
    CHECK(f && fclose(f) == 0 && access("u.test", R_OK | W_OK) == 0 && unlink("u.test") == 0);
    errno = 0;
    CHECK(access("u.test", F_OK) == -1 && errno == ENOENT && unlink("u.test") == -1);
    return 0;
}
