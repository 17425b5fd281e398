static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static void check_text(const char *got, const char *wanted) {
    checks++;
    while (*got && *got == *wanted) got++, wanted++;
    if (*got != *wanted && !failed) failed = checks;
}
int main(void) {
    int a[5];
    int *p = a, *q = a + 3;
    char *c = 0;
    void *v = p;
    const int *ci = p;
    check(p < q, 1);
    check(q - p, 3);
    check(p == v, 1);
    check(ci == p, 1);
    check(c == 0, 1);
    check(!c, 1);
    check(q > p && p, 1);
    check(0 == c, 1);
    check((p ? 1 : 2), 1);
    check((int)(q - &a[1]), 2);
    check(&a[5] - a, 5);
    check(a + 1 == &a[1], 1);
    int z = 1;
    const char *s = z ? "a" : 0;
    void *vv = z ? (void *)a : 0;
    const void *cv = z ? (const void *)a : p;
    check_text(s, "a");
    check(vv == a, 1);
    check(cv == a, 1);
    z ? (void)0 : (void)1;
    return failed;
}
