static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
struct S { int a; } s1 = { 1 }, s2 = { 2 };
int main(void) {
    int a = ((void)0, 3), b;
    b = (a++, a);
    struct S t = (a, s2);
    int arr[2] = { (1, 2), 3 };
    check(a, 4);
    check(b, 4);
    check(t.a, 2);
    check((a ? s1 : s2).a, 1);
    check(arr[0], 2);
    (void)0, (void)1;
    a = b = 4;
    a += b -= 1;
    int c = a > 3 ? b > 3 ? 1 : 2 : 3;
    check(a, 7);
    check(b, 3);
    check(c, 2);
    return failed;
}
