static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
struct A { struct B *b; int v; };
struct B { struct A a; };
typedef struct C C;
struct C { C *next; int n; };
typedef struct { int z; } D;
int f(void) {
    struct A;
    struct A { char q; };
    return sizeof(struct A);
}
struct N { struct M { int k; } m; enum { E1 = 7 } e; };
struct M mm = { E1 };
int main(void) {
    C c2 = { 0, 2 }, c1 = { &c2, 1 };
    struct B b;
    b.a.b = &b;
    b.a.v = 3;
    check(c1.next->n, 2);
    check(b.a.b->a.v, 3);
    check(f(), 1);
    check(mm.k, 7);
    check((int)sizeof(D), 4);
    return failed;
}
