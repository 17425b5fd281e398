static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int a(long long v) {
    switch (v) {
        case 0x100000001LL: return 1;
        case -1: return 2;
        case 5: return 3;
    }
    return 4;
}
int b(char c) {
    switch (c) {
        case 'x': return 1;
        case -1: return 2;
    }
    return 3;
}
int c(unsigned char c) {
    switch (c) {
        case 255: return 1;
    }
    return 0;
}
int d(_Bool b) {
    switch (b) {
        case 0: return 10;
        case 1: return 11;
    }
    return 12;
}
int main(void) {
    check(a(0x100000001LL), 1);
    check(a(-1), 2);
    check(a(1), 4);
    check(b('x'), 1);
    check(b(255), 2);
    check(c(-1), 1);
    check(d(5), 11);
    check(d(0), 10);
    return failed;
}
