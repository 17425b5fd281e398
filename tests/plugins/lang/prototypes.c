static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
struct S;
int f(struct S *);
int g(struct L { int x; } *p);
int h(int x, int (*cb)(int x, char), int y);
struct S { int v; };
int f(struct S *s) {
    return s->v;
}
enum Z { ZA } ff(enum Z z);
int dup(int a, int a2), va(int, ...), (*pf)(void), *pi, arr[2];
int f(struct S *);
int f(struct S *const);
int main(void) {
    struct S s = { 4 };
    check(f(&s), 4);
    return failed;
}
