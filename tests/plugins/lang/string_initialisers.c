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
char a[5] = "hello";
char b[] = { "abc" };
char c[3] = { 'a', "b"[0] * 0 + 'b' };
unsigned char d[] = "\xff\x80";
char *e[2] = { "x" "y", "z" };
struct { char n[8]; char *p; } s[2] = { { "one", "p1" }, { "two", "p2" } };
char f[2][3] = { "abc", "de" };
char g[10] = "";
signed char h[] = "q";
int main(void) {
    char l[8] = "loc";
    char m[3] = "xyz";
    check((int)sizeof a, 5);
    check((int)sizeof b, 4);
    check(d[0], 255);
    check(d[1], 128);
    check_text(e[0], "xy");
    check_text(s[1].n, "two");
    check_text(s[0].p, "p1");
    check(f[0][2], 99);
    check(f[1][0], 100);
    check(g[3], 0);
    check_text(l, "loc");
    check(m[2], 122);
    check(l[7], 0);
    return failed;
}
