static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
enum A { A0, A1 = 5, A2, };
enum N { N0 = -3, N1 };
enum B { B0 = 0x7fffffff, B1 = 0x80000000 };
enum big { L0 = 0x100000000LL, L1 };
enum fw;
enum fw *pf;
enum fw { FW = 3 };
int program(void) {
    enum A a = A2;
    enum N n = N0;
    check(a, 6);
    check(n, -3);
    check(N1, -2);
    check(B1, 2147483648LL);
    check((long long)L1, 4294967297LL);
    check((int)sizeof(enum big), 8);
    check((enum A)-1 < 0, 0);
    check((enum N)-1 < 0, 1);
    check((int)sizeof(L0), 8);
    enum { IN = A1 + 1 } x = IN;
    return x != 6;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
