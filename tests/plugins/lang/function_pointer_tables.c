static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int one(void) {
    return 1;
}
int two(void) {
    return 2;
}
struct ops { int (*f)(void); int (*g[2])(void); } o = { one, { two, one } };
struct ops *po = &o;
int (*pick(int i))(void) {
    return i ? two : one;
}
void nop(void) {
}
void (*vp)(void) = nop;
int call(int f(void)) {
    return f();
}
int program(void) {
    check(o.f(), 1);
    check(po->g[0](), 2);
    check((*po->f)(), 1);
    check(pick(1)(), 2);
    check(call(two), 2);
    check((o.g[1] == one), 1);
    vp();
    (*vp)();
    (****vp)();
    if (vp) (void)0;
    return !one;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
