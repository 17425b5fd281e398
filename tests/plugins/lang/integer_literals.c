static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int main(void) {
    check((int)sizeof(1), 4);
    check((int)sizeof(2147483647), 4);
    check((int)sizeof(2147483648), 8);
    check((int)sizeof(0x7fffffff), 4);
    check((int)sizeof(0x80000000), 4);
    check((int)sizeof(0xffffffffff), 8);
    check((int)sizeof(1u), 4);
    check((int)sizeof(1l), 4);
    check((int)sizeof(1ull), 8);
    check((int)sizeof(4294967295u), 4);
    check(0x80000000 > 0, 1);
    check(2147483648 > 0, 1);
    check(-2147483648 < 0, 1);
    check(1LL, 1);
    check(18446744073709551615ULL, -1);
    check(0777, 511);
    check(0b101, 5);
    check(-1 < 0u, 0);
    check(-1 < 0LL + 0u, 1);
    return failed;
}
