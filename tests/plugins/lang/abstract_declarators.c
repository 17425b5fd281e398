static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int f(int (*)(int), char *(*)[3], int (*(*)(void))[2], int [][4], void (void), const char *const *);
int program(void) {
    check((int)sizeof(int *), 4);
    check((int)sizeof(int[3][4]), 48);
    check((int)sizeof(int (*)[3]), 4);
    check((int)sizeof(int *[3]), 12);
    check((int)sizeof(int (*(*)(void))[2]), 4);
    check((int)sizeof(char (*)(int, ...)), 4);
    check((int)sizeof(struct { int a; char b; }), 8);
    int x = 5;
    check(*(int *)(void *)&x, 5);
    int (*pa)[2] = (int (*)[2])&x;
    (void)pa;
    void (*fp)(void) = (void (*)(void))0;
    return fp != 0;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
