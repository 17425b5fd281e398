static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int main(void) {
    int i = -8;
    unsigned u = 0x80000000u;
    long long l = -1LL << 40;
    unsigned char c = 200;
    short s = -1;
    long long sh = 3;
    check(i >> 1, -4);
    check(u >> 31, 1);
    check(l >> 3, -137438953472LL);
    check(c << 4, 3200);
    check(s >> 1, -1);
    check(1LL << sh, 8);
    check(i << sh, -64);
    check(c >> (char)2, 50);
    c <<= 1;
    s >>= 3;
    u <<= sh;
    i >>= 2LL;
    check(c, 144);
    check(s, -1);
    check(u, 0);
    check(i, -2);
    return failed;
}
