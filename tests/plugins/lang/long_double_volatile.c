static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static void check_double(double got, double wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
long double ld(long double x) {
    return x * 2;
}
int main(void) {
    long double a = 1.25L;
    a += 1;
    check_double((double)ld(a), 4.5);
    check((int)(a > 2), 1);
    volatile int v = 1;
    v++;
    v = v + v;
    volatile struct { int a; } vs = { 3 };
    vs.a += 2;
    int *volatile vp = 0;
    check(v, 4);
    check(vs.a, 5);
    check(vp == 0, 1);
    return failed;
}
