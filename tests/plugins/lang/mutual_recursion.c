static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int even(int), odd(int);
int even(int n) {
    return n ? odd(n - 1) : 1;
}
int odd(int n) {
    return n ? even(n - 1) : 0;
}
int ack(int m, int n) {
    return !m ? n + 1 : !n ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1));
}
int main(void) {
    check(even(10), 1);
    check(odd(7), 1);
    check(ack(2, 3), 9);
    return failed;
}
