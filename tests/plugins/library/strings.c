#define _GNU_SOURCE
#include <string.h>
#include <strings.h>
#include "test.h"

static char a[600], b[600], c[1300];

/* A text of few letters, at any distance from a multiple of 16. */
static char *text(char *room, unsigned longest) {
    static const char letters[] = "aab\x80\xff\1A,;0019";
    unsigned n = below(longest), i;
    char *s = room + below(32);
    for (i = 0; i < n; i++) s[i] = letters[below(sizeof letters - 1)];
    s[n] = 0;
    return s;
}

void run(int rounds, int longest) {
    char *s, *t, *rest, *token;
    unsigned n, i;
    while (rounds--) {
        s = text(a, below(4) ? 12 : longest < 500 ? longest : 500);
        t = text(b, below(4) ? 5 : 60);
        if (!below(3)) strncpy(t, s, below(30));
        n = below(20);
        emit(strlen(s));
        emit(strnlen(s, n));
        emit(sign(strcmp(s, t)));
        emit(sign(strncmp(s, t, n)));
        emit(sign(strcoll(s, t)));
        emit(sign(strcasecmp(s, t)));
        emit(sign(strncasecmp(s, t, n)));
        emit(sign(strverscmp(s, t)));
        for (i = 0; i < 4; i++) {
            int byte = "a,\xff\0"[i];
            emit(place(strchr(s, byte), s));
            emit(place(strrchr(s, byte), s));
            emit(place(strchrnul(s, byte), s));
            emit(place(index(s, byte + 256), s));
            emit(place(rindex(s, byte), s));
        }
        emit(place(rawmemchr(s, 0), s));
        emit(place(strstr(s, t), s));
        emit(place(strstr(s, ""), s));
        emit(place(strcasestr(s, t), s));
        emit(strspn(s, t));
        emit(strcspn(s, t));
        emit(place(strpbrk(s, t), s));
        memset(c, '#', sizeof c);
        emit(place(strcpy(c + n, s), c));
        emit(place(strcat(c + n, t), c));
        emit(place(strncat(c + n, s, below(12)), c));
        emit(place(stpcpy(c + 700, t), c));
        emit(place(stpncpy(c + 800, s, n), c));
        emit(place(strncpy(c + 900, t, n), c));
        emit(strxfrm(c + 1000, s, n));
        emit(sum(c, 1000));
        for (token = strtok_r(s, ",;", &rest); token; token = strtok_r(0, ",;", &rest)) emit(place(token, s) + sum(token, strlen(token)));
        for (rest = t; (token = strsep(&rest, "ab"));) emit(place(token, t) + strlen(token));
        emit(sum(a, 600));
    }
    s = strcpy(a, "one, two,,three");
    for (token = strtok(s, ", "); token; token = strtok(0, ", ")) emit(place(token, s));
    emit(strtok(0, ",") == 0);
    emit(place(basename("usr/lib"), "usr/lib") >= -1);
    for (i = 0; i < 41; i++) emit(sum(strerror(i), strlen(strerror(i))));
    emit(sum(strerror(-7), strlen(strerror(-7))));
    emit(sum(strerror(1000), strlen(strerror(1000))));
    s = strdup("a copy");
    t = strndup("a copy", 3);
    emit(sum(s, 7) + sum(t, 4));
    emit(ffs(0) + 10 * ffs(1) + 100 * ffs(-2147483647 - 1) + 1000 * ffsll(1LL << 40) + ffsl(12) + ffsll(0));
}
