static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
struct E {};
struct Z { int n; int z[0]; };
struct F { int n; char f[]; };
int main(void) {
    struct E e = {};
    int a[4] = {};
    struct Z z = { 1 };
    struct { int x, y; } s = {};
    int y = 0;
    int q[2][2] = { {}, { 1 } };
    check((int)sizeof e, 0);
    check((int)sizeof(struct Z), 4);
    check(a[3], 0);
    check(z.n, 1);
    check(s.y, 0);
    check(q[1][0] + y, 1);
    check((int)sizeof(struct F), 4);
    return failed;
}
