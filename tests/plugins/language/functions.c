// Functions and calls.
#include <stdarg.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

static int add(int a, int b) { return a + b; }

int test_parameters_are_copies(void) {
    int n = 1;
    int grow(int n);
    CHECK(grow(n) == 2 && n == 1);
    return 0;
}
int grow(int n) { return ++n; }

int test_array_parameters_are_pointers(void) {
    int first(int a[]), last(int n, int a[const static n]), deep(int a[][3]);
    int a[3] = { 4, 5, 6 }, b[2][3] = { { 0 }, { 7 } };
    CHECK(first(a) == 4 && last(3, a) == 6 && deep(b) == 7);
    return 0;
}
int first(int a[10]) { return sizeof a == 4 ? *a++ : 0; }
int last(int n, int a[n]) { return a[n - 1]; }
int deep(int a[2][3]) { return a[1][0]; }

static int fact(int n) { return n < 2 ? 1 : n * fact(n - 1); }
static int odd(int n);
static int even(int n) { return n == 0 ? 1 : odd(n - 1); }
static int odd(int n) { return n == 0 ? 0 : even(n - 1); }

int test_recursion(void) {
    CHECK(fact(10) == 3628800 && even(20) && !odd(20));
    return 0;
}

static int (*choose(int n))(int, int);
static int sub(int a, int b) { return a - b; }
static int (*const table[])(int, int) = { add, sub };

int test_function_pointers(void) {
    int (*f)(int, int) = add;
    CHECK(f(1, 2) == 3 && (*f)(1, 2) == 3 && choose(1)(5, 3) == 2 && table[0](1, 1) == 2 && (f == add) && f != sub);
    return 0;
}
static int (*choose(int n))(int, int) { return table[n]; }

int own_function_pointers_have_a_tag(void) {
    CHECK((unsigned)add >> 31 == 1 && (unsigned)add != (unsigned)sub);
    return 0;
}

struct small { char c; };
struct pair { int a, b; };
struct large { int a[10]; double d; char c; };
union either { int i; double d; };

static struct pair swap(struct pair p) { int t = p.a; p.a = p.b; p.b = t; return p; }
static struct large fill(int n) { struct large l = { { n, n + 1 }, 0, 'x' }; l.a[9] = n + 9; return l; }
static int total(struct large l, struct small s) { l.a[0] += s.c; return l.a[0] + l.a[9]; }
static union either make(int i) { return (union either){ i }; }

int test_structs_by_value(void) {
    struct pair p = { 1, 2 }, q = swap(p);
    struct large l = fill(5);
    struct small s = { 3 };
    CHECK(q.a == 2 && q.b == 1 && p.a == 1 && total(l, s) == 22 && l.a[0] == 5 && fill(7).a[1] == 8);
    CHECK(swap(swap(p)).a == 1 && make(4).i == 4 && total(fill(1), s) == 14);
    return 0;
}

int test_struct_results_by_pointers(void) {
    struct pair (*f)(struct pair) = swap;
    struct pair p = { 1, 2 };
    p = f(p);
    CHECK(p.a == 2);
    p = f((struct pair){ p.a, 9 });
    CHECK(p.a == 9 && p.b == 2);
    return 0;
}

static int sum(int n, ...) {
    va_list ap;
    int total = 0;
    va_start(ap, n);
    while (n--) total += va_arg(ap, int);
    va_end(ap);
    return total;
}

static int mixed(const char *kinds, ...) {
    va_list ap, copy;
    int total = 0;
    va_start(ap, kinds);
    va_copy(copy, ap);
    for (; *kinds; kinds++) switch (*kinds) {
        case 'c': total += (char)va_arg(ap, int); break;
        case 'L': total += va_arg(ap, long long) >> 32; break;
        case 'p': total += *va_arg(ap, int *); break;
        case 's': total += va_arg(ap, struct pair).b; break;
        case 'l': { struct large l = va_arg(ap, struct large); total += l.a[9]; break; }
        case 'i': total += va_arg(copy, int) * 1000; break;
    }
    va_end(copy);
    va_end(ap);
    return total;
}

int test_variadic_functions(void) {
    int n = 5;
    short s = 7;
    CHECK(sum(0) == 0 && sum(3, 1, 2, 3) == 6 && sum(2, (char)4, s) == 11);
    CHECK(mixed("cLpsl", 'a', 3ll << 32, &n, (struct pair){ 1, 2 }, fill(0)) == 97 + 3 + 5 + 2 + 9);
    CHECK(mixed("ic", 'b') == 98 * 1001);
    return 0;
}

static double fsum(int n, ...) {
    va_list ap;
    double total = 0;
    va_start(ap, n);
    while (n--) total += va_arg(ap, double);
    va_end(ap);
    return total;
}

int test_variadic_floats(void) {
    float f = 0.5f;
    CHECK(fsum(3, 1.25, f, 2.0) == 3.75);
    return 0;
}

static int vsum(int n, va_list ap) { int t = 0; while (n--) t += va_arg(ap, int); return t; }
static int vsum_by_pointer(int n, va_list *ap) { int t = 0; while (n--) t += va_arg(*ap, int); return t; }
static int through(int n, ...) {
    va_list ap;
    va_start(ap, n);
    int t = vsum(1, ap);
    va_end(ap);
    va_start(ap, n);
    t = t * 100 + vsum_by_pointer(1, &ap) * 10;
    t += vsum_by_pointer(1, &ap);
    va_end(ap);
    return t;
}

int test_va_list_is_passed_on(void) {
    CHECK(through(2, 3, 4) == 334);
    return 0;
}

int old(a, c, s) int a; char c, *s; { return a + c + s[0]; }
int nameless();

int test_old_style_definitions(void) {
    CHECK(old(1, 'a', "b") == 1 + 97 + 98 && nameless() == 3);
    return 0;
}
int nameless() { return 3; }

struct point { double x, y; };
static struct point mirror(struct point p) { return (struct point){ p.y, -p.x }; }
static float half(float f) { return f / 2; }

int test_float_arguments_and_results(void) {
    struct point p = mirror((struct point){ 1.5, 2.5 });
    CHECK(p.x == 2.5 && p.y == -1.5 && half(3) == 1.5f && half(half(2)) == 0.5f);
    return 0;
}

static int many(int a, long long b, int c, char d, unsigned char e, short f, int *g, long long h, int i, int j, int k,
                int l, int m, int n, int o, int p, int q, int r, int s, int t) {
    return a == 1 && b == 2ll << 40 && c == 3 && d == -4 && e == 250 && f == -6 && *g == 7 && h == -8 && i == 9 &&
           j == 10 && k == 11 && l == 12 && m == 13 && n == 14 && o == 15 && p == 16 && q + r + s + t == 74;
}

int test_many_arguments(void) {
    int n = 7;
    CHECK(many(1, 2ll << 40, 3, -4, 250, -6, &n, -8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20));
    return 0;
}

static int nothing(void) { return 1; }

int test_results_may_be_ignored(void) {
    nothing();
    (void)nothing();
    return 0;
}

_Noreturn static void forever(int n) { for (;;) if (n) n++; }

int test_noreturn(void) {
    void (*f)(int) = forever;
    CHECK(f);
    return 0;
}


static unsigned length_of(const char *s) { return __builtin_strlen(s); }
extern unsigned strlen(const char *);
int test_library_functions_declared_late(void) {
    CHECK(length_of("abc") == 3 && strlen("ab") == 2);
    return 0;
}

static int sum_of_calls(void) {
    extern int late();
    int n = 1;
    return late(1, n++) + late(2, n++) + 100 * n;
}
extern int late();
int late(a) int a; { return a; }
int test_old_style_calls_before(void) {
    extern int late();
    CHECK(sum_of_calls() == 303 && late(4) == 4);
    return 0;
}
