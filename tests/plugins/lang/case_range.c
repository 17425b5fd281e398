static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int k(int c) {
    switch (c) {
        case '0' ... '9': return 1;
        case 'a' ... 'z': case 'A' ... 'Z': return 2;
        case -5 ... -1: return 3;
        case 1000 ... 2000000: return 4;
        case 5000000 ... 0x7fffffff: return 5;
        default: return 0;
    }
}
int u(unsigned long long v) {
    switch (v) {
        case 0 ... 10: return 1;
        case 0x100000000 ... 0xffffffffffffffff: return 2;
    }
    return 3;
}
int main(void) {
    check(k('5'), 1);
    check(k('q'), 2);
    check(k('Q'), 2);
    check(k(-3), 3);
    check(k(1500), 4);
    check(k(0x7fffffff), 5);
    check(k(4000000), 0);
    check(k(-6), 0);
    check(u(3), 1);
    check(u(1ull << 40), 2);
    check(u(11), 3);
    return failed;
}
