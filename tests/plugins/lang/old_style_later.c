static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int later();
int g(a) {
    return a * 2;
}
static sq(x) int x;
{
    return x * x;
}
int program() {
    check(later(1, 2.5), 6);
    check(g(4), 8);
    check(sq(5), 25);
    return 0;
}
int later(i, d) int i;
double d;
{
    return i + (int)(d * 2);
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
