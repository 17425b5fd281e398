static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static void check_double(double got, double wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int add(a, b) int a;
int b;
{
    return a + b;
}
double mix(c, f, d, p) char c;
float f;
double d;
char *p;
{
    return c + f + d + *p;
}
main() {
    check(add(3, 4), 7);
    check_double(mix('a', 1.5f, 2.25, "x"), 220.75);
    return failed;
}
