static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int a[3] = {1,2,3};
int (*p)[3] = &a;
int (*q)[] = &a;
typedef int M[2][2];
M m = {{1,2},{3,4}};
int tr(M x) {
    return x[0][0] + x[1][1];
}
const char *(*names)[2];
int *ap[3] = { a, a + 1, &a[2] };
int **pp = ap;
int main(void) {
    check((*p)[1], 2);
    check((*q)[2], 3);
    check(tr(m), 5);
    check(**pp, 1);
    check(*pp[2], 3);
    check((int)sizeof(*p), 12);
    return failed;
}
