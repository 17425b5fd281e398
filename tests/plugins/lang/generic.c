static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static void check_text(const char *got, const char *wanted) {
    checks++;
    while (*got && *got == *wanted) got++, wanted++;
    if (*got != *wanted && !failed) failed = checks;
}
int f(void) {
    return 0;
}
int program(void) {
    const int ci = 1;
    int a[3];
    char c = 1;
    unsigned u;
    long l;
    struct S { int x; } s;
    enum E { X, Y } e;
    enum N { M = -1 } n;
    check_text(_Generic((1), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "int");
    check_text(_Generic((ci), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "int");
    check_text(_Generic((c), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "char");
    check_text(_Generic(('c'), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "int");
    check_text(_Generic((1u), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "uint");
    check_text(_Generic((1L), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "long");
    check_text(_Generic((1.f), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "float");
    check_text(_Generic((1.), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "double");
    check_text(_Generic(("s"), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "char*");
    check_text(_Generic((f), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "fn");
    check_text(_Generic((s), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "other");
    check_text(_Generic((e), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "uint");
    check_text(_Generic((X), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "int");
    check_text(_Generic((n), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "int");
    check_text(_Generic((c + c), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "int");
    check_text(_Generic((u + l), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "other");
    check_text(_Generic(((char)1), int: "int", unsigned: "uint", long: "long", char: "char", signed char: "schar",
        float: "float", double: "double", char *: "char*", const char *: "cchar*", void *: "void*",
        int (*)(void): "fn", default: "other"), "char");
    check_text(_Generic(((void *)0), int: "int", unsigned: "uint", long: "long", char: "char",
        signed char: "schar", float: "float", double: "double", char *: "char*", const char *: "cchar*",
        void *: "void*", int (*)(void): "fn", default: "other"), "void*");
    check_text(_Generic((1 ? (char *)0 : "x"), int: "int", unsigned: "uint", long: "long", char: "char",
        signed char: "schar", float: "float", double: "double", char *: "char*", const char *: "cchar*",
        void *: "void*", int (*)(void): "fn", default: "other"), "char*");
    return _Generic(a, int *: 0, default: 1);
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
