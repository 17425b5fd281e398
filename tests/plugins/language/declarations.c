// Declarations, scopes, linkage.
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int tentative;
int tentative;
extern int tentative;
static int initialised_later;
static int initialised_later = 4;
int unbounded[];
extern int bounded[];
int bounded[3] = { 1 };

int test_tentative_definitions(void) {
    CHECK(tentative == 0 && initialised_later == 4 && sizeof bounded == 12);
    CHECK(unbounded[0] == 0);
    return 0;
}

static int counter(void) { static int n = 10; return ++n; }

int test_static_locals(void) {
    int first = counter();
    CHECK(counter() == first + 1 && counter() == first + 2);
    return 0;
}

int shadow = 1;

int test_scopes(void) {
    int shadow = 2;
    {
        extern int shadow;
        CHECK(shadow == 1);
    }
    for (int shadow = 3; shadow < 4; shadow++) {
        int inner = shadow;
        CHECK(inner == 3);
        { int shadow = 5; CHECK(shadow == 5); }
    }
    CHECK(shadow == 2);
    return 0;
}

int test_name_spaces(void) {
    struct n { int n; } n = { 1 };
    enum e { c } e = c;
    typedef int T;
    goto n;
n:  CHECK(n.n == 1 && e == 0);
    { int T = 3; CHECK(T == 3); }
    { T T = 4; CHECK(T == 4); }
    return 0;
}

int test_declarators(void) {
    int *a[3], (*b)[3], *(*c[2])(int), (*(*d)(void))[3];
    CHECK(sizeof a == 12 && sizeof b == 4 && sizeof *b == 12 && sizeof c == 8 && sizeof d == 4);
    CHECK(sizeof(int (*)(int, char *)) == 4 && sizeof(char (*[5])[7]) == 20);
    return 0;
}

int test_specifiers_in_any_order(void) {
    long unsigned int long a = -1;
    int typedef static_int;
    const volatile short signed b = -1;
    int unsigned static c;
    static_int d = 1;
    CHECK(a == 18446744073709551615ull && b < 0 && sizeof b == 2 && c == 0 && d == 1);
    return 0;
}

struct later;
struct later { struct later *next; struct { int deep; } in; };
typedef struct node node;
struct node { node *next; int value; };

int test_incomplete_types(void) {
    struct later l = { 0, { 3 } };
    node n = { 0, 1 }, m = { &n, 2 };
    struct local *p = 0;
    struct local { int x; } q;
    p = &q, p->x = 3;
    CHECK(l.in.deep == 3 && m.next->value == 1 && q.x == 3);
    return 0;
}

int test_tags_have_scopes(void) {
    struct s { int a; } x;
    {
        struct s { char b; } y;
        CHECK(sizeof y == 1 && sizeof(struct s) == 1);
    }
    CHECK(sizeof(struct s) == 4 && sizeof x == 4);
    if (sizeof(struct s { char b, c; }) == 2)
        CHECK(sizeof(struct s) == 2);
    while (sizeof(struct s { char b, c, d; }) != 3)
        return __LINE__;
    switch (sizeof(enum { HERE = 3 })) {
    case 4: CHECK(HERE == 3);
    }
    CHECK(sizeof(struct s) == 4);
    return 0;
}

int test_qualifiers(void) {
    const int a = 1;
    volatile int b = 2;
    const int *p = &a;
    int *const q = (int *)&b;
    int *restrict r = q;
    const char *const texts[] = { "a", "b" };
    *q = 3;
    CHECK(*p == 1 && b == 3 && *r == 3 && texts[1][0] == 'b');
    return 0;
}

static inline int twice(int n) { return 2 * n; }
inline static int thrice(int n) { return 3 * n; }

int test_inline(void) {
    int (*f)(int) = thrice;
    CHECK(twice(3) == 6 && f(2) == 6);
    return 0;
}

int test_register_and_auto(void) {
    register int a = 1;
    auto int b = 2;
    for (register int i = 0; i < 3; i++) a += b;
    CHECK(a == 7);
    return 0;
}

_Static_assert(sizeof(int) == 4, "int has 4 bytes");

int test_static_assert(void) {
    _Static_assert(1, "inside of a function");
    struct s { int a; _Static_assert(1, "inside of a struct"); };
    CHECK(sizeof(struct s) == 4);
    return 0;
}

int test_typedefs(void) {
    typedef int row[3];
    typedef int function(int);
    typedef struct { row r; } *pointer;
    row m[2] = { { 1, 2, 3 }, { 4, 5, 6 } };
    function *f = twice, twice;
    pointer p = (void *)m[1];
    const row c = { 7 };
    CHECK(sizeof(row) == 12 && m[1][2] == 6 && f(4) == 8 && p->r[0] == 4 && c[0] == 7);
    return 0;
}

int test_mixed_declarations_and_statements(void) {
    int a = 1;
    a++;
    int b = a;
    for (int i = 0, *p = &a; i < 2; i++) *p += i;
    CHECK(b == 2 && a == 3);
    return 0;
}

int test_alignas(void) {
    struct s { char c; _Alignas(8) char d; };
    static _Alignas(16) char a;
    CHECK(sizeof(struct s) == 16 && (unsigned)&a % 16 == 0);
    return 0;
}

inline int of_all_files(int n) { return n + 2; }
int of_all_files(int n);
extern inline int external_too(int n) { return n + 3; }
int test_inline_made_external(void) {
    CHECK(of_all_files(1) == 3 && external_too(1) == 4);
    return 0;
}
