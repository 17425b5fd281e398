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
struct F { int n; int a[]; };
static struct F sf = { 3, { 1, 2, 3 } };
struct F *pf = &sf;
struct FC { char c; char s[]; } fc = { 'x', "hello" };
union FU { int n; int z[0]; };
int main(void) {
    check(pf->a[2], 3);
    check((int)sizeof sf, 4);
    check_text(fc.s, "hello");
    check((int)sizeof(fc), 1);
    check((int)sizeof(union FU), 4);
    return failed;
}
