static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int a[2][3][4];
int sum(int (*p)[3][4]) {
    return p[1][2][3];
}
int main(void) {
    for (int i = 0; i < 24; i++) (&a[0][0][0])[i] = i;
    int (*q)[4] = a[1];
    check(a[1][2][3], 23);
    check(sum(a), 23);
    check(q[1][1], 17);
    check(*(*(*(a + 1) + 1) + 1), 17);
    check((int)sizeof a[0], 48);
    check((int)(&a[1] - &a[0]), 1);
    1[q][2] = 99;
    check(a[1][1][2], 99);
    check(2["abc"], 99);
    return failed;
}
