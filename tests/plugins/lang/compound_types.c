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
int main(void) {
    char c = 100;
    c += 100;
    unsigned char u = 5;
    u -= 10;
    short s = 3;
    s *= 20000;
    float f = 1;
    f += 0.1;
    f /= 3;
    int i = 7;
    i *= 1.5;
    i -= 0.5;
    i /= 2.0f;
    c *= 1.5;
    long long l = 5;
    l += 0.9;
    l <<= 3;
    double d = 5;
    d -= i;
    u /= 2;
    u %= 7;
    i = 10;
    i %= 4LL;
    char *p = "abcdef";
    p += 2LL;
    p -= (char)1;
    unsigned char x = 250;
    x++;
    x += 5u;
    int a[3] = {1,2,3}, *q = a;
    *q++ += 5;
    *++q -= 1;
    check(c, -84);
    check(u, 6);
    check(s, -5536);
    check_double(f, 0.36666667461395264);
    check(i, 2);
    check(l, 40);
    check_double(d, 1);
    check(u, 6);
    check_text(p, "bcdef");
    check(x, 0);
    check(a[0], 6);
    check(a[2], 2);
    i = 1;
    i += i++ + 0;
    u = 255;
    u += 1;
    check(i, 3);
    check(u, 0);
    return failed;
}
