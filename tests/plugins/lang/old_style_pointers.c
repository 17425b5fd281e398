static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int sum(a, n) int a[], n;
{
    int s = 0;
    while (n--) s += a[n];
    return s;
}
int ap(f, x) int (*f)();
int x;
{
    return f(x);
}
int neg(x) int x;
{
    return -x;
}
int fn(g, x) int g();
int x;
{
    return g(x);
}
int main(void) {
    int a[] = {1,2,3};
    check(sum(a, 3), 6);
    check(ap(neg, 4), -4);
    check(fn(neg, 9), -9);
    return failed;
}
