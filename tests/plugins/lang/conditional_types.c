static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static void check_double(double got, double wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int main(void) {
    int a = 1, b = 2;
    *(a ? &a : &b) = 5;
    int x = a > 2 ? b : a;
    unsigned u = 1 ? -1 : 0u;
    long long l = 0 ? 1 : -1;
    double d = 1 ? 3 : 2.0;
    char c = 'x';
    check(a, 5);
    check(x, 2);
    check(u, 4294967295LL);
    check(l, -1);
    check_double(d, 3);
    check((int)sizeof(1 ? c : c), 4);
    check((int)sizeof(1 ? 1 : 1.0), 8);
    return failed;
}
