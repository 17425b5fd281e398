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
union U { unsigned char b[8]; unsigned i; float f; double d; long long l; struct { short lo, hi; } s; } u;
int main(void) {
    u.d = 1.0;
    check(u.b[7], 63);
    check((int)sizeof u, 8);
    u.f = 1;
    check(u.i, 1065353216);
    check(u.s.hi, 16256);
    check(u.b[3], 63);
    union U v = u;
    v.i++;
    check(v.i, 1065353217);
    check(u.i, 1065353216);
    struct { int t; union { int i; char *s; }; } x = { 1, { 5 } };
    x.s = "q";
    check_text(x.s, "q");
    return failed;
}
