// Initial values.
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

static int zero[3], some[5] = { 1, 2 };
static struct { int a; double d; char *p; } nothing;

int test_static_objects_start_at_zero(void) {
    CHECK(zero[2] == 0 && nothing.a == 0 && nothing.p == 0 && some[1] == 2 && some[4] == 0);
    return 0;
}

int test_rest_is_zero(void) {
    int a[5] = { 1, 2 };
    struct { int a, b; struct { char c[3]; } s; } s = { 1 };
    char t[8] = "abc";
    CHECK(a[1] == 2 && a[2] == 0 && a[4] == 0 && s.b == 0 && s.s.c[2] == 0 && t[3] == 0 && t[7] == 0);
    return 0;
}

int test_length_from_initialiser(void) {
    int a[] = { 1, 2, 3 }, b[] = { [4] = 5, 6 }, c[][2] = { { 1 }, { 2, 3 } };
    char s[] = "text", t[] = { "text" };
    CHECK(sizeof a == 12 && sizeof b == 24 && b[5] == 6 && sizeof c == 16 && sizeof s == 5 && sizeof t == 5);
    return 0;
}

int test_designators(void) {
    struct s { int a, b[4]; struct { int c, d; } e; } x = { .e.d = 9, .b[2] = 7, 8, .a = 1, { 2, 3 } };
    int a[6] = { [4] = 1, [1] = 2, 3 };
    CHECK(x.a == 1 && x.b[0] == 2 && x.b[1] == 3 && x.e.d == 9 && x.e.c == 0);
    CHECK(a[0] == 0 && a[1] == 2 && a[2] == 3 && a[3] == 0 && a[4] == 1);
    return 0;
}

int test_later_designators_override(void) {
    int a[3] = { 1, 2, 3, [1] = 5, [0] = 7 };
    struct s { int x, y; };
    struct { struct s s; int z; } b = { { 1, 2 }, 3, .s.y = 4 };
    CHECK(a[0] == 7 && a[1] == 5 && a[2] == 3 && b.s.x == 1 && b.s.y == 4 && b.z == 3);
    struct s c[] = { [2] = { 7, 8 }, [1] = { 5, 6 }, [0 ... 2] = { .y = 2 }, [1].x = 9, [2] = { 3 } };
    int d[] = { [3] = 1, [0 ... 4] = 2, [1 ... 2] = 7, 8, [0] = 3 };
    CHECK(c[0].x == 0 && c[0].y == 2 && c[1].x == 9 && c[1].y == 2 && c[2].x == 3 && c[2].y == 0);
    CHECK(d[0] == 3 && d[1] == 7 && d[2] == 7 && d[3] == 8 && d[4] == 2);
    struct { char name[6]; int n; } e[] = { { { "foo" }, 1 }, [0].name[0] = 'b', [1] = { { "bar" }, 2 }, [1].name = { "x" } };
    CHECK(e[0].name[0] == 'b' && e[0].name[2] == 'o' && e[0].n == 1 && e[1].name[1] == 0 && e[1].n == 2);
    return 0;
}

int test_designator_ranges(void) {
    int a[8] = { [1 ... 3] = 5, 6, [6 ... 7] = 9 };
    CHECK(a[0] == 0 && a[1] == 5 && a[3] == 5 && a[4] == 6 && a[5] == 0 && a[7] == 9);
    return 0;
}

int test_braces_may_be_left_out(void) {
    int a[2][2] = { 1, 2, 3 };
    struct { int x; int y[2]; struct { int z; } w; } s = { 1, 2, 3, 4 };
    struct { struct { int a, b; } p[2]; } t = { 1, 2, 3 };
    int scalar = { 5 };
    CHECK(a[1][0] == 3 && a[1][1] == 0 && s.y[1] == 3 && s.w.z == 4 && t.p[1].a == 3 && scalar == 5);
    return 0;
}

int test_unions_start_with_first_member(void) {
    union u { int i; double d; char c[12]; } a = { 7 }, b = { .c = "xy" }, c = { .d = 1.0 };
    CHECK(a.i == 7 && b.c[1] == 'y' && b.c[11] == 0 && c.c[7] == 0x3f);
    return 0;
}

int test_strings_as_arrays(void) {
    char exact[3] = "abc", *s = "abc", two[][4] = { "ab", "cde" };
    CHECK(exact[2] == 'c' && s[3] == 0 && two[1][2] == 'e' && two[0][2] == 0);
    exact[0] = 'x';
    return 0;
}

int test_automatic_initialisers_run_in_order(void) {
    int n = 0;
    int a[3] = { n++, n++, n++ };
    struct { int x, y; } s = { n++, a[1] + 10 };
    CHECK(n == 4 && a[0] == 0 && a[1] == 1 && a[2] == 2 && s.x == 3 && s.y == 11);
    return 0;
}

static int target;
static int *pointers[] = { &target, 0, &some[1], some + 2 };
static int (*functions[])(void) = { test_designators, 0 };
static struct { const char *text; int *p; } table[] = { { "one", &target }, { .text = "two" + 1 } };

int test_addresses_are_constants(void) {
    CHECK(pointers[0] == &target && !pointers[1] && *pointers[2] == 2 && pointers[3] == some + 2);
    CHECK(functions[0] == test_designators && !functions[1] && table[0].p == &target && table[1].text[0] == 'w');
    return 0;
}

static struct list { int value; struct list *next; } first, second = { 2, &first }, first = { 1, &second };

int test_statics_may_refer_to_each_other(void) {
    CHECK(first.next->value == 2 && first.next->next == &first);
    return 0;
}

static struct { int n; int rest[]; } flexible = { 3, { 1, 2, 3 } };

int test_flexible_arrays_can_be_initialised(void) {
    CHECK(flexible.rest[2] == 3 && sizeof flexible == 4);
    return 0;
}

int test_structs_by_expression(void) {
    struct s { int a, b; } x = { 1, 2 }, y = x, z[2] = { x, { 5 } };
    struct { struct s s; int t; } w = { x, 7 };
    CHECK(y.b == 2 && z[0].a == 1 && z[1].a == 5 && z[1].b == 0 && w.s.b == 2 && w.t == 7);
    return 0;
}

int test_empty_braces(void) {
    int a[3] = {};
    struct { int x; double d; } s = {};
    CHECK(a[0] == 0 && a[2] == 0 && s.x == 0);
    return 0;
}

int test_old_designators(void) {
    struct p { int x, y; struct { char c[4]; int z; }; } a = { y: 2, x: 1 }, b = { x: 5, 6, z: 7, c: "abc" };
    static struct p table[2] = { { y: 3 }, [1] = { x: 4 } };
    union { int i; float f; } u = { f: 1.0f };
    int x = 9;
    struct p c = { x ? x : 0, y: x };
    CHECK(a.x == 1 && a.y == 2 && b.x == 5 && b.y == 6 && b.z == 7 && b.c[2] == 'c');
    CHECK(table[0].x == 0 && table[0].y == 3 && table[1].x == 4 && u.f == 1.0f && c.x == 9 && c.y == 9);
    return 0;
}

int test_overridden_ranges_evaluate_once(void) {
    int n = 0, m = 1, a[12] = { [1 ... 5] = 9, [6 ... 10] = ++n, [4 ... 7] = m + 42 };
    CHECK(a[1] == 9 && a[4] == 43 && a[7] == 43 && a[8] == 1 && a[10] == 1 && a[11] == 0 && n == 1);
    return 0;
}
