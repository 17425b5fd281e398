static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int f(void) {
    static int n = 3, *p = &n, a[] = { 1, 2 };
    static struct { int q; char s[3]; } s = { 1, "ab" };
    static const char *const names[] = { "x", "yy" };
    *p += a[1];
    return n + s.q + names[1][1];
}
int g(void) {
    static int f = 5;
    return f++;
}
int main(void) {
    check(f(), 127);
    check(f(), 129);
    check(g(), 5);
    check(g(), 6);
    return failed;
}
