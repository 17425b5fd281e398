// Operators.
#include <stddef.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int test_division_truncates(void) {
    volatile int a = -7, b = 2;
    volatile long long c = -7, d = -2;
    CHECK(a / b == -3 && a % b == -1 && -a / -b == -3 && -a % -b == 1);
    CHECK(c / d == 3 && c % d == -1);
    return 0;
}

int test_right_shift_is_arithmetic(void) {
    volatile int a = -5;
    volatile long long b = -1ll << 40;
    volatile unsigned c = 0x80000000;
    CHECK(a >> 1 == -3 && b >> 40 == -1 && c >> 31 == 1 && a << 2 == -20);
    return 0;
}

int test_shift_has_type_of_left(void) {
    CHECK(sizeof(1 << 1ll) == 4 && sizeof(1ll << 1) == 8 && ((unsigned char)255 << 1) == 510);
    return 0;
}

int test_comparisons_are_int(void) {
    CHECK(sizeof(1.0 < 2.0) == 4 && (3 > 2 > 1) == 0 && (1 == 1) + (2 != 1) == 2 && !5 == 0 && !0 == 1);
    return 0;
}

int test_short_circuit(void) {
    int n = 0;
    CHECK((0 && ++n) == 0 && (1 || ++n) == 1 && n == 0 && (1 && ++n) && n == 1 && (0 || 2) == 1);
    return 0;
}

int test_conditional(void) {
    int n = 0, a = 1;
    int *p = &n;
    CHECK((a ? 5 : ++n) == 5 && n == 0 && (a ? p : 0) == p && (a ? p : (void *)0) == p);
    CHECK(sizeof(a ? 1 : 1.0) == 8 && (0 ? 1 : 0 ? 2 : 3) == 3);
    a ? (void)0 : (void)++n;
    return 0;
}

int test_comma(void) {
    int n = 1, m = (n++, n + 1);
    CHECK(m == 3 && n == 2);
    return 0;
}

int test_assignment_value(void) {
    unsigned char c;
    int n, m;
    n = c = 511;
    CHECK(n == 255);
    n = m = 3;
    CHECK(n + (m += 2) == 8);
    return 0;
}

int test_compound_assignment_evaluates_once(void) {
    int a[3] = { 1, 2, 3 }, i = 0;
    unsigned char c = 200;
    int n = 7;
    a[i++] += 5;
    CHECK(a[0] == 6 && i == 1);
    c += 100;
    CHECK(c == 44);
    c -= 45, n <<= 2, n ^= 1, n %= 10;
    CHECK(c == 255 && n == 9);
    n = 10, n *= 2.5;
    CHECK(n == 25);
    return 0;
}

int test_increment(void) {
    int i = 1, *p;
    int a[3] = { 10, 20, 30 };
    signed char c = 127;
    p = a;
    CHECK(i++ == 1 && i-- == 2 && ++i == 2 && --i == 1 && *p++ == 10 && *p == 20 && *--p == 10 && (*p)++ == 10);
    CHECK(a[0] == 11 && ++c == -128);
    return 0;
}

int test_pointer_arithmetic(void) {
    int a[10], *p = a + 3, *q = &a[7];
    CHECK(q - p == 4 && p - q == -4 && p + 4 == q && 4 + p == q && q - 4 == p && p < q && p <= q && !(p >= q));
    CHECK(&3[a] == p && *&p == p && &*p == p && (char *)q - (char *)p == 16 && sizeof(p - q) == 4);
    return 0;
}

int test_sizeof(void) {
    int a[5], n = 0;
    char *p;
    CHECK(sizeof a == 20 && sizeof a[0] == 4 && sizeof *a == 4 && sizeof(int[3][4]) == 48 && sizeof p == 4);
    CHECK(sizeof(n++) == 4 && n == 0 && sizeof n == 4 && (sizeof(char) - 2 > 0) && sizeof(a + 0) == 4);
    CHECK(sizeof(struct { char c; short s; }) == 4 && sizeof "text" == 5 && sizeof('a') == 4 && sizeof(p[0]) == 1);
    return 0;
}

int test_casts(void) {
    int n = -1;
    CHECK((unsigned char)n == 255 && (int)(char)300 == 44 && (void *)0 == 0 && (long long)n == -1ll);
    (void)n;
    return 0;
}

int test_lvalues_of_members(void) {
    struct in { int a[2]; };
    struct out { struct in in; struct in *p; } s = { { { 1, 2 } }, 0 }, *q = &s;
    s.p = &s.in;
    q->p->a[1] = 9;
    CHECK(s.in.a[1] == 9 && (&s)->in.a[0] == 1 && (*q).p->a[1] == 9 && &q->in == s.p);
    return 0;
}

int test_compound_literals(void) {
    struct p { int x, y; } *p = &(struct p){ 3, 4 };
    int *a = (int[]){ 1, 2, 3 };
    p->x++;
    CHECK(p->x == 4 && p->y == 4 && a[2] == 3 && (struct p){ .y = 5 }.y == 5 && sizeof(int[]){ 1, 2 } == 8);
    CHECK((int){ 7 } == 7 && *(const char *[]){ "x" }[0] == 'x');
    return 0;
}

int test_precedence(void) {
    int a = 2, b = 3, c = 4, *p = &a;
    CHECK(a + b * c == 14 && a - b - c == -5 && (a | b & c ^ 1) == 3 && (a << b + 1) == 32);
    CHECK((a & 1 == 0) == 0 && !a + b == 3 && -a * b == -6 && *p * b == 6 && (a = b = c) == 4);
    CHECK((1 ? 2 : 3, 4) == 4 && ~a & 1 && (a < b == 0) && sizeof(int) * 2 == 8 && (char)a + 1 == 5);
    return 0;
}

int test_struct_assignment(void) {
    struct s { int a; char b[5]; double d; } x = { 1, "abc", 2.5 }, y, z;
    z = y = x;
    x.a = 2, x.b[0] = 'z';
    CHECK(z.a == 1 && z.b[0] == 'a' && z.b[4] == 0 && y.b[2] == 'c');
    return 0;
}

int test_float_comparison(void) {
    volatile double a = 0.1, b = 0.2;
    volatile float f = 0.1f;
    CHECK(a + b != 0.3 && f != 0.1 && f == 0.1f && a < b && -0.0 == 0.0);
    return 0;
}
