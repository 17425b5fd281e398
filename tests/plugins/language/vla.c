// Arrays of variable length, and alloca.
#include <alloca.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

static int three(void) { return 3; }

struct pair { char c; double d; };

static int sum_of(int n) {
    int a[n], total = 0;
    for (int i = 0; i < n; i++) a[i] = i;
    n = 0;
    for (int i = 0; i < (int)(sizeof a / sizeof *a); i++) total += a[i];
    return total;
}

int test_objects(void) {
    CHECK(sum_of(10) == 45 && sum_of(1) == 0 && sum_of(1000) == 499500);
    unsigned char small = 3;
    long long large = 5;
    struct pair pairs[small];
    char text[large + three()];
    const int fixed = 2;
    int still[fixed];
    memset(text, 'x', sizeof text);
    pairs[2].d = 1.5;
    still[1] = 7;
    CHECK(sizeof pairs == 48 && sizeof text == 8 && sizeof still == 8);
    CHECK(pairs[2].d == 1.5 && text[7] == 'x' && still[1] == 7);
    return 0;
}

int test_several_lengths(void) {
    int n = 3, m = 4;
    double a[n][m], b[2][n], c[n][2];
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) a[i][j] = 10 * i + j;
    CHECK(a[2][3] == 23 && a[1][0] == 10 && *(&a[0][0] + 11) == 23);
    CHECK(sizeof a == 96 && sizeof a[0] == 32 && sizeof b == 48 && sizeof *b == 24 && sizeof c == 48);
    CHECK((char *)&a[1] - (char *)a == 32 && (char *)&b[1][2] - (char *)b == 40);
    return 0;
}

int test_lengths_are_evaluated_once(void) {
    int n = 2, m = 2;
    int a[n++][m++];
    CHECK(n == 3 && m == 3 && sizeof a == 2 * 2 * sizeof(int));
    n = 100;
    CHECK(sizeof a == 16);
    return 0;
}

int test_pointers(void) {
    int n = 3, m = 5;
    int a[n][m], (*p)[m] = a, (*whole)[n][m] = &a;
    for (int i = 0; i < n * m; i++) a[i / m][i % m] = i;
    CHECK(p[1][2] == 7 && *p[2] == 10 && (*whole)[2][4] == 14);
    CHECK((*++p)[0] == 5 && (*p++)[1] == 6 && **p == 10 && **--p == 5 && *(*p-- + 4) == 9 && p == a);
    p += 2;
    CHECK(p - a == 2 && a - p == -2 && **p == 10 && **(p - 1) == 5 && (1 + a)[0][3] == 8);
    p -= three() - 1;
    CHECK(p == a && &p[n] - p == n && (char *)(p + 1) - (char *)p == 20);
    CHECK((char *)(whole + 1) - (char *)whole == 60);
    return 0;
}

int test_sizeof(void) {
    int n = 3, i = 0, m = 4;
    int a[n][m], (*p)[m] = a;
    CHECK(sizeof(int[n]) == 12 && sizeof(double[n][m]) == 96 && sizeof(int (*)[n]) == 4);
    CHECK(sizeof(int[n++]) == 12 && n == 4);
    CHECK(sizeof *p++ == 16 && p == a + 1);
    CHECK(sizeof a[i++] == 16 && i == 1);
    CHECK(sizeof(i++) == 4 && i == 1);
    CHECK(sizeof(int[three()]) == 12 && sizeof(char[sizeof(int[n])]) == 16);
    return 0;
}

int test_typedefs(void) {
    int n = 3;
    typedef int row[n];
    n = 10;
    row a, b[2], *p = b;
    CHECK(sizeof a == 12 && sizeof b == 24 && sizeof(row) == 12 && (char *)(p + 1) - (char *)p == 12);
    {
        typedef row table[n];
        table t;
        CHECK(sizeof t == 120 && sizeof t[0] == 12);
    }
    return 0;
}

static int sum_variable(int n, ...) {
    va_list list;
    va_start(list, n);
    int (*p)[n] = va_arg(list, int (*)[n]), total = 0;
    va_end(list);
    for (int i = 0; i < n; i++) total += (*p)[i];
    return total;
}

int test_type_names(void) {
    int n = 2;
    int flat[6] = { 1, 2, 3, 4, 5, 6 };
    CHECK(((int (*)[n])flat)[2][1] == 6 && ((int (*)[n + 1])flat)[1][0] == 4);
    CHECK(sum_variable(6, flat) == 21);
    __typeof__(flat[0]) (*p)[n] = (void *)flat;
    int a[n];
    __typeof__(a) b;
    __typeof__(int[n++]) c;
    CHECK(p[1][1] == 4 && sizeof b == 8 && sizeof c == 8 && n == 3);
    return 0;
}

static double trace(int n, double a[n][n]) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += a[i][i];
    return sum;
}

static int effects(int n, int a[n++], int m, int b[static 2][m++]) {
    return 1000 * n + 100 * m + (int)(sizeof *b / sizeof(int));
}

static int last(int rows, int columns, int (*a)[columns]) { return a[rows - 1][columns - 1]; }

int test_parameters(void) {
    double square[2][2] = { { 1, 2 }, { 3, 4 } };
    int table[3][4] = { [2] = { 0, 0, 0, 9 } }, line[1];
    CHECK(trace(2, square) == 5 && last(3, 4, table) == 9);
    CHECK(effects(1, line, 2, 0) == 1000 * 2 + 100 * 3 + 2);
    return 0;
}

static int old_style(n, a, m)
    int n, m;
    short a[n][m];
{
    return a[n - 1][m - 1] + (int)sizeof a[0];
}

int test_old_style_parameters(void) {
    short table[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
    CHECK(old_style(2, table, 3) == 12);
    return 0;
}

static int corner(int n, int m, int a[*][*]);
static int corner(int n, int m, int a[n][m]);
static int corner(int n, int m, int a[][m]) { return a[n - 1][0]; }
int never_defined(int n, int a[n][three()], int (*f)(int m, int b[m][m]));

int test_prototypes(void) {
    int table[2][3] = { { 1 }, { 4 } };
    int (*f)(int, int, int (*)[3]) = corner;
    CHECK(corner(2, 3, table) == 4 && f(1, 3, table) == 1);
    return 0;
}

static int same_memory(int how) {
    char *first = 0;
    for (int i = 0; i < 1000; i++) {
        int n = 1000 + i % 10;
        if (how == 3 && i % 2) goto next;
        {
            char a[n];
            a[n - 1] = 1;
            if (!first) first = a + n;
            if (first - (a + n) > 64 || (a + n) - first > 64) return 0;
            if (how == 1) continue;
            if (how == 2) goto next;
            switch (how) {
                char inner[4];
            case 4: {
                char b[n];
                b[0] = a[n - 1];
                if (b[0]) break;
            }
            default:
                inner[0] = 1;
            }
        }
    next:;
    }
    return 1;
}

static int back(int n) {
    char *first = 0;
again:;
    char a[n];
    a[n - 1] = 0;
    if (first && first != a) return 0;
    first = a;
    static int turns;
    if (++turns < 1000) goto again;
    return 1;
}

static int in_for(int n) {
    int total = 0;
    for (int i = 0; i < 200; i++) {
        for (int a[n], j = 0; j < 2; j++) {
            a[j] = j;
            if (j == 1 && i % 2) break;
            total += a[j];
        }
        do {
            int a[n];
            a[0] = 1;
            if (i % 3) continue;
            while (1) {
                int b[n];
                b[n - 1] = 1;
                if (b[n - 1]) break;
            }
        } while (0);
    }
    return total;
}

static int out_of_both(int n) {
    int a[n];
    a[0] = 41;
    for (;;) {
        int b[n];
        b[0] = 1;
        if (n) return a[0] + b[0];
    }
}

int test_lifetime(void) {
    for (int how = 0; how < 5; how++) CHECK(same_memory(how));
    CHECK(back(1000) && in_for(1000) == 100);
    for (int i = 0; i < 200; i++) CHECK(out_of_both(1000) == 42);
    return 0;
}

int test_statement_expressions(void) {
    struct pair kept = { 0, 0 };
    int total = 0;
    for (int i = 1; i < 1000; i++) {
        total += ({ int a[i % 100 + 1]; a[i % 100] = i; a[i % 100]; }) > 0;
        kept = ({ struct pair p[1000 + i % 2]; p[999].c = 'a'; p[999].d = i; p[999]; });
    }
    CHECK(total == 999 && kept.c == 'a' && kept.d == 999);
    return 0;
}

int own_computed_goto(void) {
    void *steps[] = { &&more, &&done };
    int turns = 0, n = 1000;
more:
    {
        int a[n];
        a[n - 1] = ++turns;
        goto *steps[a[n - 1] == 1000];
    }
done:
    return turns == 1000 ? 0 : __LINE__;
}

static int zero(int n) {
    int a[n], *p = a;
    return sizeof a == 0 && p != 0;
}

int test_length_of_zero(void) {
    CHECK(zero(0));
    return 0;
}

static volatile int less = -1, much = 0x7fffffff, depth = 1;
static void *volatile sink;

int trap_negative_length(void) { // stack overflow
    char a[less];
    a[0] = 1;
    sink = a;
    return 0;
}

int trap_too_large(void) { // stack overflow
    char a[much];
    a[much - 1] = 1;
    sink = a;
    return 0;
}

int trap_size_overflow(void) { // stack overflow
    double a[much][much];
    a[0][0] = 1;
    sink = a;
    return 0;
}

int trap_wide_length(void) { // stack overflow
    char a[(1LL << 32) + depth];
    a[0] = 1;
    sink = a;
    return 0;
}

static int deeper(int n) {
    char a[n];
    a[0] = 1;
    sink = a;
    return deeper(n + 1) + a[0];
}

int trap_recursion(void) { // stack overflow
    return deeper(depth);
}

int test_alignment(void) {
    int n = 3;
    char c[n];
    double d[n];
    char e[n] __attribute__((aligned(64)));
    CHECK((unsigned)d % 8 == 0 && (unsigned)e % 64 == 0 && sizeof e == 3);
    sink = c;
    return 0;
}

int test_lengths_agree(void) {
    int n = 4, a[n][n], fixed[4][4];
    int (*p)[n] = fixed, (*q)[4] = a;
    CHECK(_Generic(a, int (*)[4]: 1, default: 2) == 1);
    CHECK(q == a && p == fixed);
    CHECK((n ? p : q) == fixed);
    return 0;
}

static char *fill(char *p, int n) {
    memset(p, 'y', n);
    return p;
}

int test_alloca(void) {
    char *all[10];
    for (int i = 0; i < 10; i++) {
        all[i] = fill(alloca(100), 100);
        CHECK((unsigned)all[i] % 16 == 0);
        all[i][0] = i;
    }
    for (int i = 0; i < 10; i++) CHECK(all[i][0] == i && all[i][99] == 'y');
    void *p = __builtin_alloca(0);
    CHECK(p != 0);
    return 0;
}

static int leaves(void) {
    char *p = alloca(4000);
    p[3999] = 1;
    return p[3999];
}

int test_alloca_until_return(void) {
    int total = 0;
    for (int i = 0; i < 500; i++) total += leaves();
    CHECK(total == 500);
    return 0;
}

int test_alloca_in_a_block(void) {
    char *kept[10];
    int n = 100;
    for (int i = 0; i < 10; i++) {
        char a[n];
        {
            kept[i] = fill(alloca(n), n);
            char b[n];
            fill(b, n)[0] = 0;
        }
        memset(a, 0, n);
        kept[i][0] = i;
    }
    char c[n * 10];
    memset(c, 0, sizeof c);
    for (int i = 0; i < 10; i++) CHECK(kept[i][0] == i && kept[i][n - 1] == 'y');
    return 0;
}

int trap_alloca_too_large(void) { // stack overflow
    char *p = alloca(much);
    p[0] = 1;
    sink = p;
    return 0;
}

static int many(int a, int b, int c, int d, int e, int f, int g, int h, double i, struct pair j) {
    return a + b + c + d + e + f + g + h + (int)i + (int)j.d;
}

int test_calls_behind_it(void) {
    int n = 5;
    struct pair pair = { 1, 10 };
    int a[n];
    for (int i = 0; i < n; i++) {
        int b[n + i];
        a[i] = b[0] = i;
        a[i] = many(1, 2, 3, 4, 5, 6, b[0], 8, 9.0, pair) + many(1, 2, 3, 4, 5, 6, 7, a[i], 9.0, pair);
    }
    CHECK(a[0] == 48 + 47 && a[4] == a[0] + 8);
    return 0;
}
