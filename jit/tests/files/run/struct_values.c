// test run
// call f(4)
// call g(2)
// call chain(1)
struct pair { int a; double b; };
struct big { int v[10]; };
struct tiny { char c; };
static struct pair swap(struct pair p, int x) { p.a += x; p.b = p.a * 2; return p; }
static struct big fill(struct big b, struct tiny t) { for (int i = 0; i < 10; i++) b.v[i] += i * t.c; return b; }
double f(int x)
{
    struct pair p = { x, 0.5 };
    struct pair q = swap(p, 10);
    return p.a + p.b + q.a * 100 + q.b;
}
int g(int x)
{
    struct big b = { { 1, 2, 3 } };
    struct tiny t = { (char)x };
    return fill(fill(b, t), t).v[9] + b.v[2];
}
double chain(int x) { return swap(swap(swap((struct pair){ x, 1 }, 1), 2), 3).b; }
//# run
//| f(4) = 1432.5
//| g(2) = 39
//| chain(1) = 14.0
