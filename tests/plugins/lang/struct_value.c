// Structs and unions as arguments and results.
struct one { char c; };
struct three { char c[3]; };
struct five { char c[5]; };
struct pair { int a, b; };
struct twelve { int a, b, c; };
struct hundred { unsigned char bytes[100]; };
union either { int i; long long l; char c[8]; };
struct node { int depth; struct node *next; struct pair p; };
struct empty {};

static struct one inc1(struct one s) { s.c++; return s; }
static struct three rot3(struct three s) { char t = s.c[0]; s.c[0] = s.c[1]; s.c[1] = s.c[2]; s.c[2] = t; return s; }
static struct five rev5(struct five s) { struct five r; for (int i = 0; i < 5; i++) r.c[i] = s.c[4 - i]; return r; }
static struct pair swap(struct pair p) { return (struct pair){ p.b, p.a }; }
static struct pair add(struct pair p, struct pair q) { p.a += q.a; p.b += q.b; return p; }
static struct twelve mix(int x, struct pair p, char c, struct one o, long long l)
{
    struct twelve t = { x + p.a, p.b - c, o.c + (int)l };
    return t;
}
static struct hundred fill(struct hundred h, int n) { for (int i = 0; i < 100; i++) h.bytes[i] += i * n; return h; }
static union either make(long long l) { union either e; e.l = l; return e; }
static int low(union either e) { e.i++; return e.i; }
static struct empty nothing(struct empty e) { return e; }

struct pair global = { 1, 2 };
static struct pair *pointer = &global;
static struct pair get(void) { return global; }
static struct pair change(struct pair *p) { struct pair old = *p; p->a = 100; p->b = 200; return old; }
static struct pair through(struct pair *p) { return *p; }
static struct pair partly(struct pair *p) { p->a = 7; return add(*p, *p); }
static struct pair pick(int which, struct pair p, struct pair q) { return which ? p : q; }
static struct node count(struct node n)
{
    struct node inner = n;
    if (n.depth == 0) return n;
    inner.depth--;
    inner.p.a += n.depth;
    inner.next = &n;
    inner = count(inner);
    n.p.b = -1;
    return inner;
}
static struct pair fib(int n)
{
    if (n == 0) return (struct pair){ 0, 1 };
    struct pair p = fib(n - 1);
    return (struct pair){ p.b, p.a + p.b };
}

static int order;
static struct pair tag(int n) { order = order * 10 + n; return (struct pair){ n, n * n }; }

typedef struct pair (*fn)(struct pair);
static struct pair twice(fn f, struct pair p) { return f(f(p)); }
static fn choose(int n) { return n ? swap : 0; }
struct ops { struct pair (*combine)(struct pair, struct pair); struct hundred (*fill)(struct hundred, int); };

int main(void)
{
    struct one a = { 1 };
    struct three b = { { 1, 2, 3 } };
    struct five c = { { 1, 2, 3, 4, 5 } };
    struct pair p = { 10, 20 }, q;
    struct hundred h = { { 0 } };
    union either e;
    struct ops ops = { add, fill };

    if (inc1(a).c != 2 || a.c != 1 || inc1(inc1(inc1(a))).c != 4) return 1;
    b = rot3(b);
    if (b.c[0] != 2 || b.c[1] != 3 || b.c[2] != 1) return 2;
    struct five d = rev5(c);
    if (d.c[0] != 5 || d.c[4] != 1 || c.c[0] != 1 || rev5(d).c[1] != 2) return 3;
    q = swap(p);
    if (q.a != 20 || q.b != 10 || p.a != 10 || swap(swap(p)).a != 10) return 4;
    p = swap(p);
    if (p.a != 20 || p.b != 10) return 5;
    p = add(p, p);
    if (p.a != 40 || p.b != 20 || add(add(p, q), swap(q)).b != 50) return 6;
    struct twelve t = mix(1, p, 2, a, 0x100000003ll);
    if (t.a != 41 || t.b != 18 || t.c != 4) return 7;
    h = fill(h, 1);
    if (fill(h, 2).bytes[50] != 150 || h.bytes[50] != 50 || h.bytes[99] != 99) return 8;
    e = make(0x100000005ll);
    if (low(e) != 6 || e.i != 5 || low(make(41)) != 42) return 9;

    // Results that alias what they are made of.
    p = (struct pair){ 3, 4 };
    p = change(&p);
    if (p.a != 3 || p.b != 4) return 10;
    p = through(&p);
    p = partly(&p);
    if (p.a != 14 || p.b != 8) return 11;
    global = swap(global);
    *pointer = add(global, *pointer);
    if (global.a != 4 || global.b != 2 || get().a != 4) return 12;
    struct pair list[3] = { { 1, 1 }, { 2, 4 }, { 3, 9 } };
    int i = 0;
    list[i++] = add(list[1], list[2]);
    if (i != 1 || list[0].a != 5 || list[0].b != 13) return 13;

    // Conditional, comma, assignment; members and elements of values.
    if (pick(1, p, q).a != 14 || (i ? p : q).b != 8 || (i == 5 ? swap(p) : q).a != 20) return 14;
    if ((i++, swap(p)).a != 8 || i != 2 || (q = p).b != 8 || (p = swap(q), p).a != 8) return 15;
    if (rev5(c).c[i] != 3 || fill(h, 3).bytes[i + 8] != 40) return 16;
    int n = 0;
    for (unsigned char *x = fill(h, 1).bytes; n < 1; n++) if (*x) return 17;
    if (sizeof swap(p) != 8 || sizeof fill(h, 1).bytes != 100) return 18;

    // Recursion and nesting.
    struct node start = { 4, 0, { 0, 5 } };
    struct node end = count(start);
    if (end.depth || end.p.a != 10 || end.p.b != 5 || start.depth != 4) return 19;
    if (fib(20).a != 6765 || fib(fib(7).a).a != 233) return 20;
    add(tag(1), swap(tag(2)));
    if (order != 12 && order != 21) return 21;

    // Pointers to functions, compound literals, discarded values.
    fn f = swap;
    if (f(p).a != p.b || (*f)(p).b != p.a || twice(f, p).a != p.a || choose(1)(p).a != p.b) return 22;
    if (ops.combine((struct pair){ 1, 2 }, (struct pair){ .b = 5 }).b != 7 || ops.fill(h, 0).bytes[7] != 7) return 23;
    swap(p);
    (void)swap(p);
    tag(3).a;
    if (order % 10 != 3) return 24;
    nothing((struct empty){});
    struct { struct pair p; int x[2]; } deep = { swap(p), { 1, 2 } }, copy = deep;
    if (copy.p.a != p.b || copy.x[1] != 2) return 25;
    struct pair chain, last;
    last = chain = swap(p);
    if (last.a != p.b || chain.b != p.a) return 26;
    return 0;
}
