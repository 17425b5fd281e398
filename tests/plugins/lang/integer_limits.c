static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int main(void) {
    int m = -2147483647 - 1;
    long long lm = -9223372036854775807LL - 1;
    check(m, -2147483648);
    check(lm, -0x7fffffffffffffff - 1);
    check(-m, -2147483648);
    check(m - 1, 2147483647);
    check((unsigned)m, 2147483648LL);
    unsigned u = -1;
    check(u / 2, 2147483647);
    check((int)u, -1);
    check(u > 0x7fffffff, 1);
    unsigned char uc = -1;
    signed char sc = 128;
    check(uc, 255);
    check(sc, -128);
    check((unsigned short)-1, 65535);
    check(7 % -3, 1);
    check(-7 % 3, -1);
    return failed;
}
