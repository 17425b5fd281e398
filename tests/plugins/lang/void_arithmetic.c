static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int f(void) {
    return 1;
}
int main(void) {
    int a[4] = {1,2,3,4};
    void *p = a;
    p = p + 4;
    p += 4;
    p++;
    p--;
    check(*(int *)p, 3);
    check((int)sizeof(void), 1);
    check((int)sizeof(f), 1);
    check((int)(p - (void *)a), 8);
    check((int)sizeof *p, 1);
    (void)*p;
    return failed;
}
