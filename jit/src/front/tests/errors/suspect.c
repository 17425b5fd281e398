struct s { int x, y; };
__attribute__((warn_unused_result)) int attempt(void);
__attribute__((format(printf, 2, 3))) void report(int level, const char *format, ...);

void operators(int flags, int a, int b, unsigned u, unsigned char c, struct s *p, int x) {
    if (flags & 2 == 2) puts("set");
    if (flags & a == b) puts("set");
    if (a == 1 | a == 2) puts("or");
    if (a > 1 & a < 9) puts("and");
    if (!a == b) puts("not");
    if (a < b < 3) puts("between");
    if (a == a) puts("same");
    if (u < 0 || u >= 0) puts("known");
    if (c == 300 || c > -1) puts("known");
    a = 1 << b + 1;
    a =- 1;
    x = x;
    p->x = p->x;
    x;
    attempt;
    attempt();
    x + 1;
    report(1, "%d %s\n", "text", x, 3);
    a %= 0;
    a <<= 40;
}

int fine(int a, int b, double d, unsigned u, struct s *p) {
    int n = (a & 2) == 2 && (a == 1) | (b == 2) && !!a == b && !(a == b) && a < b == (b < a);
    n += d != d && u > 0 && u <= 0 && (1 << (a + 1)) && a << 2 && !a == !b && !a == 0;
    a =-1;
    a = -b;
    p->x = a, p->y = b;
    (void)n;
    if (attempt()) return 1;
    return (void)attempt(), n;
}

void main(int argc, char argv[]) {
    switch (argc) {
    case 1:
        puts("1");
        break;
    defualt:
        puts("other");
    }
}
