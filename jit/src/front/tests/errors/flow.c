typedef unsigned size_t;
void *malloc(size_t n);
void *memset(void *p, int c, size_t n);
_Noreturn void leave(int status);
__attribute__((noreturn)) void fail(void);
int next(int *p);

int uninitialised(int n) {
    int sum, a, b, c, *p;
    for (int i = 0; i < n; i++) sum += i;
    if (n) a = 1;
    else b = a;
    *p = 5;
    while (c < n) c++;
    return sum + a + b;
}

int initialised(int n, int m) {
    int a, b, c, d, e, f, first, last;
    if (n) a = 1;
    if (m) a = 2;
    b = next(&c);
    d = e = 3;
    switch (n) {
    case 1: f = 1; break;
    default: f = 2;
    }
    for (int i = 0; i < n; i++) {
        if (i > 0 && last > 3) b++;
        if (i > 1) b += first;
        else first = i;
        last = i;
    }
    for (int i = 0; i < n; i++) {
        int inner;
        if (i == 0) { inner = 1; continue; }
        b += inner;
    }
    int g;
    goto skip;
back:
    return g;
skip:
    g = 1;
    if (n > m) goto back;
    int h = h, v;
    (void)v;
    return a + b + c + d + e + f + (n ? (v = 1) : 2, v);
}

void endless(int n, int m) {
    int i = 0;
    while (i < n) next(0);
    for (int k = 0; k < 5; i++) next(0);
    do { next(0); } while (n > m);
    while (n > 0);
        n--;
    for (i = 0; i < n; i++);
        next(0);
    if (n > 1);
        next(0);
}

void ends(int n, int m) {
    for (int i = 0; i < n; i++) ;
    for (int i = 0; i < n;) next(&i);
    while (n) { if (next(0)) break; }
    while (n) { if (next(0)) return; }
    while (n) { if (m--) leave(1); }
    while (n) n = next(0);
    for (;;) if (!next(0)) break;
    while (1) next(0);
    volatile int wait = 1;
    while (wait) next(0);
    if (n) ; else next(0);
    while (next(0)) ;
}

int returns(int n) {
    if (n) return 1;
    leave(2);
}

int returns_too(int n) {
    switch (n) {
    case 1: return 1;
    default: fail();
    }
}

int unreachable(int n) {
    while (n) {
        break;
        n++;
    }
    return n;
    puts("never");
    next(0);
}

struct pair { int a, b; } *sizes(int list[4], char *text, struct pair *q) {
    struct pair *p = malloc(sizeof(p));
    memset(text, 0, sizeof(text));
    memset(list, 0, sizeof list);
    q = malloc(sizeof q);
    memset(q, 0, sizeof *q);
    return p;
}
