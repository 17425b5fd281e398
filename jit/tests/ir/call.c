int printf(const char *, ...);
long long ext(char, float, long long);
int (*op)(int, int);
static int add(int a, int b) { return a + b; }
int f(int x) {
    op = add;
    printf("none\n");
    printf("%d %f %lld\n", x, 0.5f, 1LL);
    return op(x, add(1, 2)) + (int)ext(x, x, x);
}
