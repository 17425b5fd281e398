static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
typedef int A[3];
const A ca = { 1, 2, 3 };
typedef int *IP;
const IP cip = 0;
volatile int vi = 5;
const volatile int cvi = 6;
int const *const *p1;
char *const q = "x";
int *restrict rp;
const int const cc = 3;
struct S { const int a; volatile int b; } s = { 1, 2 };
int main(void) {
    const A *pa = &ca;
    const int *e = ca;
    register int r = 3;
    auto int au = 4;
    vi++;
    vi += 2;
    int x = vi + cvi;
    check((*pa)[1], 2);
    check(e[2], 3);
    check(x, 14);
    check(r, 3);
    check(au, 4);
    check(s.a, 1);
    check(cc, 3);
    return failed;
}
