static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static void check_double(double got, double wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
typeof(int *) p;
typeof(1.5) d = 2.5;
__typeof__(int[3]) arr;
int program(void) {
    int i = 3;
    typeof(i) j = 4;
    typeof(&i) q = &j;
    const int k = 1;
    __typeof(k) kk = 2;
    check(({ __typeof__(i) _a = (i); __typeof__(j) _b = (j); _a > _b ? _a : _b; }), 4);
    check(*q, 4);
    check_double(d, 2.5);
    check((int)sizeof arr, 12);
    check(kk, 2);
    check_double(({ __typeof__(1.5) _a = (1.5); __typeof__(2) _b = (2); _a > _b ? _a : _b; }), 2);
    static int outlives = 4;
    p = &outlives;
    return *p - 4;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
