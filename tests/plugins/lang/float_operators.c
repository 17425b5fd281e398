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
    float f = 3.7f;
    double d = -2.5;
    int i = (int)f, j = (int)d;
    unsigned u = (unsigned)3e9;
    long long l = (long long)-1e15;
    unsigned long long ul = (unsigned long long)1.5e19;
    unsigned char c = (unsigned char)(int)300.7;
    check(i, 3);
    check(j, -2);
    check(u, 3000000000LL);
    check(l, -1000000000000000LL);
    check(ul, -3446744073709551616LL);
    check(c, 44);
    f++;
    --d;
    f = i / 2;
    d = i / 2.0;
    check_double(f, 1);
    check_double(d, 1.5);
    check(!f, 0);
    check(f && d, 1);
    check(-0.0 == 0.0, 1);
    check(1.0 / 0 > 1e300, 1);
    check_double(0.1f + 0.2f, 0.30000001192092896);
    check_double(0.1 + 0.2, 0.30000000000000004);
    check_double((float)1e-50, 0);
    f = 0x7fffffff;
    d = 9223372036854775807LL;
    check_double(f, 2147483648);
    check_double(d, 9.2233720368547758e+18);
    check((1.5 > 1) + (f != f), 1);
    return failed;
}
