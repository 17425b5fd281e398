// not for gcc
// Plugins: files, names, built-ins.
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int exported = 5;
static int hidden = 6;
int visible(int n) { return n + hidden; }
static int local(void) { return 1; }

int test_functions_and_variables_are_names(void) {
    CHECK(lookup("visible") == (void *)visible && lookup("exported") == &exported);
    return 0;
}

int test_static_names_are_private(void) {
    CHECK(lookup("hidden") == 0 && lookup("local") == 0 && local() + hidden == 7);
    CHECK(create("p1.c", "int hidden = 1; int local = 2;") == 0 && hidden == 6 && *(int *)lookup("hidden") == 1);
    CHECK(delete("hidden") == 0 && delete("local") == 0);
    return 0;
}

int made(int), made_variable;

int test_files_share_names(void) {
    CHECK(create("p2.c", "int visible(int); extern int exported; int user(int n) { return visible(n) + exported; }") == 0);
    int (*user)(int) = lookup("user");
    CHECK(user(1) == 12 && delete("user") == 0);
    return 0;
}

int test_functions_may_come_later(void) {
    CHECK(create("p3.c", "int made(int n) { return n * 3; }") == 0 && made(14) == 42);
    CHECK(delete("made") == 0 && lookup("made") == 0);
    CHECK(create("p4.c", "int made(int n) { return n * 4; }") == 0 && made(2) == 8 && delete("made") == 0);
    return 0;
}

int trap_missing_functions(void) { // call to `made`, which is not defined
    return made(1);
}

int test_create(void) {
    CHECK(create("good.c", "int good(void) { return 3; }") == 0 && create("bad.c", "int bad(") == -1);
    CHECK(create("again.c", "int good(void) { return 4; }") == -2 && delete("good") == 0);
    return 0;
}

int test_lookup(void) {
    int (*f)(int) = lookup("visible");
    CHECK(f(1) == 7 && lookup("nothing") == 0 && *(int *)lookup("exported") == 5);
    return 0;
}

int test_delete(void) {
    CHECK(delete("nothing") == -1 && delete("create") == -1);
    CHECK(create("d.c", "int gone;") == 0 && delete("gone") == 0 && delete("gone") == -1);
    return 0;
}

int test_types_are_checked_between_files(void) {
    CHECK(create("p5.c", "int visible(int, int); int wrong(void) { return visible(1, 2); }") != 0 && lookup("wrong") == 0);
    CHECK(create("p6.c", "extern char exported[8]; int wrong(void) { return exported[7]; }") == -2);
    return 0;
}

int test_missing_variables_are_errors(void) {
    CHECK(create("p7.c", "extern int nowhere; int wrong(void) { return nowhere; }") == -2);
    return 0;
}

int test_builtins_need_no_declaration(void) {
    int lookup = 3;
    CHECK(lookup == 3);
    return 0;
}

int test_data_keeps_its_values(void) {
    static int calls;
    int first = ++calls;
    CHECK(create("p8.c", "int n; int next(void) { return ++n; }") == 0);
    int (*next)(void) = lookup("next");
    CHECK(next() == 1 && next() == 2 && calls == first && delete("next") == 0 && lookup("n") == 0);
    return 0;
}

int test_deleted_code_finishes(void) {
    CHECK(create("p9.c", "int self(void) { return delete(\"self\") == 0 ? 7 : 8; }") == 0);
    int (*self)(void) = lookup("self");
    CHECK(self() == 7 && lookup("self") == 0);
    return 0;
}

int test_main_returns_zero(void) {
    CHECK(create("main.c", "int main(int argc, char **argv) { if (argc > 1) return 3; }") == 0);
    int (*m)(int, char **) = lookup("main");
    CHECK(m(2, 0) == 3 && m(1, 0) == 0 && delete("main") == 0);
    return 0;
}

int test_own_names_beside_the_library(void) {
    CHECK(create("own.c", "int round(int n) { return n * 2; } static int index = 3; int own(void) { return round(index); }") == 0);
    int (*own)(void) = lookup("own");
    CHECK(own() == 6 && delete("own") == 0 && delete("round") == 0);
    CHECK(create("rounds.c", "double round(double); int rounds(void) { return (int)round(2.5); }") == 0);
    CHECK(delete("rounds") == 0);
    return 0;
}

int test_own_names_beside_the_builtins(void) {
    CHECK(create("own2.c", "int lookup(int n) { return n + 1; } int use(void) { return lookup(1); }") == 0);
    int (*use)(void) = lookup("use");
    CHECK(use() == 2 && lookup("lookup") != (void *)lookup && lookup("use") == (void *)use);
    CHECK(create("own3.c", "int lookup(int); int delete = 4; int after(void) { return lookup(2) + delete; }") == 0);
    int (*after)(void) = lookup("after");
    CHECK(after() == 7 && delete("after") == 0 && delete("use") == 0 && delete("lookup") == 0);
    CHECK(lookup("lookup") == (void *)lookup && delete("lookup") == -1);
    return 0;
}

int test_builtins_keep_their_types(void) {
    CHECK(create("type.c", "int lookup(int, int); int g(void) { return lookup(1, 2); }") != 0);
    CHECK(create("their.c", "double lookup(double x, int y) { return x * y; }") == 0);
    CHECK(create("user.c", "double lookup(double, int); int times(void) { return lookup(2.5, 2); }") == 0);
    CHECK(delete("times") == 0 && delete("lookup") == 0);
    return 0;
}

int nowhere_defined(void);
extern int no_such_variable;
int own_calls_that_are_never_reached(void) {
    if (0) return nowhere_defined() + no_such_variable;
    if (sizeof(int) == 8 && nowhere_defined()) return 1;
    return 0;
    return nowhere_defined();
}
