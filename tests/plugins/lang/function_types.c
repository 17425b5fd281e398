static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
typedef int F(int);
F add1;
int add1(int x) {
    return x + 1;
}
static F *get(int i) {
    return add1;
}
int (*get2(void))(int) {
    return add1;
}
int (*(*get3(void))(void))(int) {
    return get2;
}
int (*arr[2])(int) = { add1, &add1 };
int apply(F f, int x) {
    return (*f)(x) + (**f)(x) + f(x);
}
typedef int (*B)(int, int (*)(int));
int bb(int x, int g(int)) {
    return g(x);
}
int main(void) {
    B b = bb;
    F *fp = get(1);
    check(fp(1), 2);
    check(get2()(2), 3);
    check(get3()()(3), 4);
    check(arr[1](4), 5);
    check(apply(add1, 5), 18);
    check(b(6, add1), 7);
    check((*get(0))(7), 8);
    check((int)sizeof(int (*(*)[3])(int)), 4);
    return failed;
}
