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
static void check_double(double got, double wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int n;
int f(void) {
    return ++n;
}
int program(void) {
    int a = f() ?: 5;
    int b = 0 ?: 6;
    char *p = (char *)0 ?: "x";
    double d = 0.0 ?: 2;
    check(a, 1);
    check(b, 6);
    check_text(p, "x");
    check_double(d, 2);
    check(n, 1);
    static int s = 3 ?: 4;
    return s - 3;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
