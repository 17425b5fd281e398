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
struct S { int a, b; };
int n2 = 1;
int program(void) {
    int x = ({ int t = 3; t * t; });
    int y = ({ int s = 0; for (int i = 0; i < 5; i++) { if (i == 3) continue; s += i; } s; }) + x;
    struct S s = ({ struct S t = { 1, 2 }; t; });
    int z = ({ s; }).b;
    ({ x++; });
    ({ ; });
    int w = ({ goto in; in: 5; });
    for (int i = 0; i < 3; i++) {
        int q = ({ if (i == 1) continue; i; });
        n2 = n2 * 10 + q;
    }
    int v = 1 ? ({ 7; }) : ({ 8; });
    char *str = ({ "abc"; });
    int n = ({ int a[3] = {1,2,3}; a; })[1] * 0 + 2;
    check(n2, 102);
    check(x, 10);
    check(y, 16);
    check(s.a, 1);
    check(z, 2);
    check(w, 5);
    check(v, 7);
    check_text(str, "abc");
    check(n, 2);
    if (({ int r = x; r > 5; }) && ({ y; })) (void)0;
    ({ return 0; 1; });
    return 0;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
