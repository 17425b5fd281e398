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
struct In { char c; short s; };
struct S { int a; struct In in[2]; char *p; struct S *self; };
int main(void) {
    struct S s = { 1, { { 'a', 2 }, { 'b', 3 } }, "str" }, t, *p = &s;
    s.self = &s;
    t = *p->self;
    t.in[1].s += 5;
    struct S arr[2] = { s, t };
    arr[0] = arr[1];
    (*p).a = 9;
    p->in->c = 'z';
    check(s.a, 9);
    check(t.in[1].s, 8);
    check(s.in[0].c, 122);
    check(arr[0].in[1].s, 8);
    check_text(arr[1].p, "str");
    check(s.self->self->a, 9);
    return failed;
}
