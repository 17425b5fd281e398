// Functions with variable arguments, defined here.
typedef __builtin_va_list va_list;

struct small { char c; };
struct odd { char c[3]; };
struct pair { int a, b; };
struct big { long long l; int i[5]; };
struct holder { int before; va_list list; int after; };

static int sum(int n, ...)
{
    va_list list;
    int total = 0;
    __builtin_va_start(list, n);
    while (n--) total += __builtin_va_arg(list, int);
    __builtin_va_end(list);
    return total;
}

static long long mixed(const char *what, ...)
{
    va_list list;
    long long total = 0;
    __builtin_va_start(list, what);
    for (; *what; what++) switch (*what) {
        case 'i': total += __builtin_va_arg(list, int); break;
        case 'u': total += __builtin_va_arg(list, unsigned); break;
        case 'l': total += __builtin_va_arg(list, long long); break;
        case 'p': total += *__builtin_va_arg(list, int *); break;
        case 's': total += __builtin_va_arg(list, char *)[0]; break;
        case 'f': total += __builtin_va_arg(list, int (*)(int, ...))(2, 1000, 2000); break;
        case 'S': total += __builtin_va_arg(list, struct small).c; break;
        case 'O': { struct odd o = __builtin_va_arg(list, struct odd); total += o.c[0] + o.c[2]; break; }
        case 'P': { struct pair p; p = __builtin_va_arg(list, struct pair); total += p.a - p.b; break; }
        case 'B': total += __builtin_va_arg(list, struct big).i[4]; break;
    }
    __builtin_va_end(list);
    return total;
}

static int next(va_list list) { return __builtin_va_arg(list, int); }
static int advance(va_list *list) { return __builtin_va_arg(*list, int) * 10 + __builtin_va_arg(*list, int); }

static int vsum(int n, va_list list)
{
    int total = 0;
    while (n-- > 0) total += __builtin_va_arg(list, int);
    return total;
}

static int forward(int n, ...)
{
    va_list list;
    __builtin_va_start(list, n);
    int total = vsum(n, list);
    __builtin_va_end(list);
    return total;
}

static int twice(int n, ...)
{
    va_list one, two;
    __builtin_va_start(one, n);
    int first = __builtin_va_arg(one, int);
    __builtin_va_copy(two, one);
    int total = vsum(n - 1, one) * 1000 + vsum(n - 1, two);
    __builtin_va_end(one);
    __builtin_va_end(two);
    __builtin_va_start(one, n);
    int again = __builtin_va_arg(one, int);
    __builtin_va_end(one);
    return first == again ? total : -1;
}

static int through_pointer(int n, ...)
{
    va_list list;
    __builtin_va_start(list, n);
    int high = advance(&list), low = next(list);
    __builtin_va_end(list);
    return high * 10 + low;
}

static int in_struct(int n, ...)
{
    struct holder h = { 1 };
    __builtin_va_start(h.list, n);
    h.after = __builtin_va_arg(h.list, int);
    int rest = __builtin_va_arg(h.list, int);
    __builtin_va_end(h.list);
    return h.before * 100 + h.after * 10 + rest;
}

static int recursive(int depth, ...)
{
    va_list list;
    __builtin_va_start(list, depth);
    int a = __builtin_va_arg(list, int), b = __builtin_va_arg(list, int);
    int deeper = depth ? recursive(depth - 1, a + 1, b * 2) : 0;
    __builtin_va_end(list);
    return deeper + a + b;
}

static struct pair make(int n, ...)
{
    va_list list;
    struct pair p;
    __builtin_va_start(list, n);
    p.a = __builtin_va_arg(list, int);
    p.b = __builtin_va_arg(list, struct pair).b;
    __builtin_va_end(list);
    return p;
}

static int none(int n, ...) { return n; }

int main(void)
{
    struct small s = { 5 };
    struct odd o = { { 1, 2, 3 } };
    struct pair p = { 70, 20 };
    struct big b = { 1, { 1, 2, 3, 4, 500 } };
    int seven = 7;
    char c = 3;
    short h = -4;
    if (sum(0) || sum(1, 5) != 5 || sum(5, 1, 2, 3, 4, 5) != 15 || sum(3, c, h, (_Bool)1) != 0) return 1;
    if (mixed("iul", -1, 4000000000u, 0x100000000ll) != 8294967295ll) return 2;
    if (mixed("ilili", 1, 2ll, 3, 4ll, 5) != 15) return 3;
    if (mixed("psf", &seven, "A", sum) != 7 + 65 + 3000) return 4;
    if (mixed("SiOiPiB", s, 1, o, 2, p, 3, b) != 5 + 1 + 4 + 2 + 50 + 3 + 500) return 5;
    if (forward(4, 1, 2, 3, 4) != 10 || twice(3, 9, 5, 6) != 11011) return 6;
    if (through_pointer(0, 1, 2, 3) != 123 || in_struct(0, 2, 3) != 123) return 7;
    if (recursive(3, 1, 1) != 1 + 2 + 3 + 4 + 1 + 2 + 4 + 8) return 8;
    p = make(2, 8, p);
    if (p.a != 8 || p.b != 20) return 9;
    int (*f)(int, ...) = sum;
    if (f(2, 20, 22) != 42 || (*f)(1, sum(2, 3, 4)) != 7 || none(3) != 3 || none(4, 1.5) != 4) return 10;
    if (mixed("PP", make(0, 1, p), make(0, 2, make(0, 3, p))) != 1 - 20 + 2 - 20) return 11;
    if (p.a != 8 || b.i[4] != 500 || o.c[0] != 1) return 12;
    return 0;
}
