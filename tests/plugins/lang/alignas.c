static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
_Alignas(16) int x;
_Alignas(double) char c[3];
struct S { char a; _Alignas(8) char b; };
int main(void) {
    _Alignas(64) char buf[10];
    check((int)sizeof(struct S), 16);
    check((int)_Alignof(struct S), 8);
    check((int)((unsigned)&x & 15), 0);
    check((int)((unsigned)buf & 63), 0);
    check((int)_Alignof(long long), 8);
    return failed;
}
