static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
_Bool g = 4;
_Bool f(_Bool b) {
    return b;
}
_Bool fd(double d) {
    return d;
}
struct S { _Bool b; } s = { 0.1 };
int main(void) {
    _Bool b = 2, c = 0.5, d = (void *)0, e = "x";
    int x = 256;
    b += 255;
    c--;
    d++;
    d++;
    e *= 0;
    check(b, 1);
    check(c, 0);
    check(d, 1);
    check(e, 0);
    check(f(x), 1);
    check(fd(0.1), 1);
    check(g, 1);
    check(s.b, 1);
    check((_Bool)x, 1);
    b = x & 256;
    b |= 4;
    b ^= 1;
    check(b, 0);
    check(!b, 1);
    check(~b, -1);
    _Bool a[3] = { 5, 0, -1 };
    check(a[0] + a[1] + a[2], 2);
    check((int)sizeof(a), 3);
    return failed;
}
