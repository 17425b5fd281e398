// <string.h> and <strings.h>
#define _GNU_SOURCE
#include <string.h>
#include <strings.h>
#include <stdlib.h>
#include <errno.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int test_memcpy(void) {
    char a[40], b[40];
    for (int i = 0; i < 40; i++) a[i] = i, b[i] = 99;
    CHECK(memcpy(b + 1, a + 2, 33) == b + 1 && b[0] == 99 && b[1] == 2 && b[33] == 34 && b[34] == 99);
    CHECK(memcpy(b, a, 0) == b && b[0] == 99);
    return 0;
}

int test_memmove(void) {
    char a[] = "0123456789";
    CHECK(memmove(a + 2, a, 6) == a + 2 && !strcmp(a, "0101234589"));
    CHECK(memmove(a, a + 1, 9) == a && !strcmp(a, "1012345899"));
    return 0;
}

int test_memset(void) {
    char a[20] = "";
    CHECK(memset(a + 1, 0x141, 17) == a + 1 && a[0] == 0 && a[1] == 'A' && a[17] == 'A' && a[18] == 0);
    return 0;
}

int test_memcmp(void) {
    CHECK(memcmp("ab\0x", "ab\0y", 4) < 0 && memcmp("\x80", "\x7f", 1) > 0 && memcmp("abc", "abd", 2) == 0 && memcmp("", "a", 0) == 0);
    return 0;
}

int test_memchr(void) {
    char a[] = "a\0b\xff";
    CHECK(memchr(a, 'b', 4) == a + 2 && memchr(a, 'b', 2) == 0 && memchr(a, -1, 4) == a + 3 && memchr(a, 0, 5) == a + 1);
    return 0;
}

int test_strlen(void) {
    char a[50];
    for (int i = 0; i < 50; i++) {
        memset(a, 'x', 50);
        a[i] = 0;
        CHECK(strlen(a) == i);
    }
    CHECK(strlen("a\0b") == 1);
    return 0;
}

int test_strnlen(void) {
    CHECK(strnlen("abc", 2) == 2 && strnlen("abc", 9) == 3 && strnlen("", 0) == 0);
    return 0;
}

int test_strcpy(void) {
    char a[8];
    CHECK(strcpy(a, "hello") == a && !strcmp(a, "hello") && strcpy(a, "")[0] == 0 && a[1] == 'e');
    return 0;
}

int test_strncpy(void) {
    char a[8] = "xxxxxxx";
    CHECK(strncpy(a, "abc", 2) == a && a[2] == 'x');
    strncpy(a, "ab", 5);
    CHECK(a[1] == 'b' && a[2] == 0 && a[4] == 0 && a[5] == 'x');
    return 0;
}

int test_stpcpy(void) {
    char a[8] = "xxxxxxx";
    CHECK(stpcpy(a, "abc") == a + 3 && stpncpy(a, "ab", 5) == a + 2 && stpncpy(a, "abc", 2) == a + 2);
    return 0;
}

int test_strcat(void) {
    char a[12] = "ab";
    CHECK(strcat(a, "cd") == a && !strcmp(a, "abcd") && !strcmp(strcat(a, ""), "abcd"));
    return 0;
}

int test_strncat(void) {
    char a[12] = "ab\0xxxxxx";
    CHECK(!strcmp(strncat(a, "cdef", 2), "abcd") && a[5] == 'x' && !strcmp(strncat(a, "e", 9), "abcde"));
    return 0;
}

int test_strcmp(void) {
    CHECK(strcmp("abc", "abc") == 0 && strcmp("abc", "abd") < 0 && strcmp("abc", "ab") > 0 && strcmp("\x80", "\x7f") > 0);
    return 0;
}

int test_strncmp(void) {
    CHECK(strncmp("abc", "abd", 2) == 0 && strncmp("abc", "abd", 3) < 0 && strncmp("a\0b", "a\0c", 3) == 0 && strncmp("a", "b", 0) == 0);
    return 0;
}

int test_strcoll_and_strxfrm(void) {
    char a[4];
    CHECK(strcoll("a", "b") < 0 && strcoll("B", "a") < 0 && strxfrm(a, "abc", 4) == 3 && !strcmp(a, "abc") && strxfrm(0, "abcd", 0) == 4);
    return 0;
}

int test_strchr(void) {
    char a[] = "hello";
    CHECK(strchr(a, 'l') == a + 2 && strchr(a, 'x') == 0 && strchr(a, 0) == a + 5 && strchr(a, 'h' + 256) == a);
    return 0;
}

int test_strrchr(void) {
    char a[] = "hello";
    CHECK(strrchr(a, 'l') == a + 3 && strrchr(a, 'x') == 0 && strrchr(a, 0) == a + 5);
    return 0;
}

int test_strspn(void) {
    CHECK(strspn("aabbc", "ab") == 4 && strspn("abc", "") == 0 && strspn("abc", "cba") == 3);
    return 0;
}

int test_strcspn(void) {
    CHECK(strcspn("hello, you", " ,") == 5 && strcspn("abc", "") == 3 && strcspn("", "a") == 0);
    return 0;
}

int test_strpbrk(void) {
    char a[] = "hello";
    CHECK(strpbrk(a, "ol") == a + 2 && strpbrk(a, "xyz") == 0 && strpbrk(a, "") == 0);
    return 0;
}

int test_strstr(void) {
    char a[] = "aabaabaaab";
    CHECK(strstr(a, "aaab") == a + 6 && strstr(a, "") == a && strstr(a, "abc") == 0 && strstr("", "a") == 0 && strstr(a, "b") == a + 2);
    return 0;
}

int test_strtok(void) {
    char a[] = ",,a,b;;c";
    CHECK(!strcmp(strtok(a, ",;"), "a") && !strcmp(strtok(0, ","), "b;;c") && strtok(0, ",") == 0);
    return 0;
}

int test_strtok_r(void) {
    char a[] = "a b", b[] = "c d", *p, *q;
    CHECK(*strtok_r(a, " ", &p) == 'a' && *strtok_r(b, " ", &q) == 'c' && *strtok_r(0, " ", &p) == 'b' && *strtok_r(0, " ", &q) == 'd');
    CHECK(!strtok_r(0, " ", &p));
    return 0;
}

int test_strsep(void) {
    char a[] = "a,,b", *p = a;
    CHECK(!strcmp(strsep(&p, ","), "a") && !strcmp(strsep(&p, ","), "") && !strcmp(strsep(&p, ","), "b") && !p && !strsep(&p, ","));
    return 0;
}

int test_strdup(void) {
    char *a = strdup("copy"), *b = strndup("copy", 2);
    CHECK(a && b && !strcmp(a, "copy") && !strcmp(b, "co"));
    free(a), free(b);
    return 0;
}

int test_strerror(void) {
    CHECK(!strcmp(strerror(ENOENT), "No such file or directory") && !strcmp(strerror(0), "Success"));
    CHECK(!strcmp(strerror(ERANGE), "Numerical result out of range") && !strcmp(strerror(12345), "Unknown error 12345"));
    return 0;
}

int test_strcasecmp(void) {
    CHECK(strcasecmp("HeLLo", "hEllO") == 0 && strcasecmp("a", "B") < 0 && strncasecmp("ABx", "aby", 2) == 0 && strcasecmp("[", "a") < 0);
    return 0;
}

int test_bsd_names(void) {
    char a[4] = "abc", b[4];
    bcopy(a, b, 4);
    CHECK(bcmp(a, b, 4) == 0 && index(a, 'b') == a + 1 && rindex(a, 'c') == a + 2 && ffs(8) == 4 && ffs(0) == 0);
    bzero(a, 3);
    CHECK(a[0] == 0 && a[2] == 0);
    return 0;
}

int test_memccpy(void) {
    char a[8] = "xxxxxxx";
    CHECK(memccpy(a, "abcd", 'b', 4) == a + 2 && a[1] == 'b' && a[2] == 'x' && memccpy(a, "abcd", 'z', 3) == 0 && a[2] == 'c');
    return 0;
}

int test_mempcpy(void) {
    char a[8];
    CHECK(mempcpy(a, "abc", 4) == a + 4 && a[2] == 'c');
    return 0;
}

int test_memrchr(void) {
    char a[] = "abcabc";
    CHECK(memrchr(a, 'b', 6) == a + 4 && memrchr(a, 'b', 4) == a + 1 && memrchr(a, 'x', 6) == 0 && rawmemchr(a, 'c') == a + 2);
    return 0;
}

int test_memmem(void) {
    char a[] = "ab\0abc";
    CHECK(memmem(a, 6, "abc", 3) == a + 3 && memmem(a, 5, "abc", 3) == 0 && memmem(a, 6, "\0a", 2) == a + 2 && memmem(a, 6, "", 0) == a);
    return 0;
}

int test_strchrnul(void) {
    char a[] = "abc";
    CHECK(strchrnul(a, 'b') == a + 1 && strchrnul(a, 'x') == a + 3);
    return 0;
}

int test_strcasestr(void) {
    char a[] = "Hello World";
    CHECK(strcasestr(a, "WORLD") == a + 6 && strcasestr(a, "x") == 0 && strcasestr(a, "") == a);
    return 0;
}

int test_strverscmp(void) {
    CHECK(strverscmp("file9", "file10") < 0 && strverscmp("a", "a") == 0 && strverscmp("b", "a10") > 0 && strverscmp("a01", "a1") < 0);
    return 0;
}

int own_strlcpy(void) {
#ifdef __PLUGVISOR__
    char a[6];
    CHECK(strlcpy(a, "abcdefgh", 6) == 8 && !strcmp(a, "abcde") && strlcpy(a, "ab", 6) == 2 && strlcat(a, "cdef", 6) == 6 && !strcmp(a, "abcde"));
#endif
    return 0;
}

int own_strerror_r(void) {
#ifdef __PLUGVISOR__
    char a[40];
    CHECK(strerror_r(EINVAL, a, 40) == 0 && !strcmp(a, "Invalid argument"));
#endif
    return 0;
}

int test_explicit_bzero(void) {
    char a[4] = "abc";
    explicit_bzero(a, 2);
    CHECK(a[1] == 0 && a[2] == 'c');
    return 0;
}

int test_basename(void) {
    CHECK(!strcmp(basename("/usr/lib/x.c"), "x.c") && !strcmp(basename("x"), "x"));
    return 0;
}

int test_ffsl(void) {
    CHECK(ffsl(0x10) == 5 && ffsll(1ll << 40) == 41 && ffsll(0) == 0);
    return 0;
}
