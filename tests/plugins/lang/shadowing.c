static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int x = 1;
typedef int T;
struct S { int a; };
int f(int x) {
    {
        int x = 3;
        {
            extern int x;
            return x;
        }
    }
}
int g(int T) {
    return T + 1;
}
int program(void) {
    int x = x = 2;
    {
        struct S { char c[10]; };
        check((int)sizeof(struct S), 10);
        T T = 4;
        check(T, 4);
        {
            enum { x = 9 };
            check(x, 9);
        }
    }
    for (int x = 5; x < 6; x++) {
        int x = 7;
        check(x, 7);
    }
    check(x, 2);
    check(f(2), 1);
    check(g(3), 4);
    goto x;
    x: return sizeof(struct S) != 4;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
