static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int s1(int a[static 3]) {
    return a[2];
}
int s2(int n, int a[n]) {
    return a[n - 1];
}
int s3(int a[const]) {
    return a[0];
}
int s4(int a[*]);
int s4(int a[]) {
    return *a;
}
int s5(int n, int m, int a[n][3]) {
    return a[1][2];
}
int s6(int a[restrict static 2]) {
    return a[1];
}
int s7(int [3]);
int s7(int a[7]) {
    return sizeof a;
}
int main(void) {
    int x[3] = {1,2,3};
    int y[2][3] = {{1,2,3},{4,5,6}};
    check(s1(x), 3);
    check(s2(2, x), 2);
    check(s3(x), 1);
    check(s4(x), 1);
    check(s5(2, 3, y), 6);
    check(s6(x), 2);
    check(s7(x), 4);
    return failed;
}
