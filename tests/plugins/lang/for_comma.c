static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int main(void) {
    int i, j, n = 0;
    for (i = 0, j = 10; i < j; i++, j--) n += (i, j);
    for (;;) {
        if (n++ > 50) break;
    }
    for (int a = 1, *p = &a; *p < 5; ++*p) ;
    ;
    ;
    if (n) ;
    else ;
    while (n-- > 0) ;
    do ;
    while (0);
    i = (1, 2, 3);
    check(i, 3);
    check(j, 5);
    check(n, -1);
    return failed;
}
