static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
struct S { char a; double d; char b; short s[3]; } s;
int arr[10];
char str[] = "hello";
int i;
int program(void) {
    check((int)sizeof s, 24);
    check((int)sizeof(s.s), 6);
    check((int)sizeof arr / sizeof arr[0], 10);
    check((int)sizeof str, 6);
    check((int)sizeof(i++), 4);
    check((int)sizeof "abc", 4);
    check((int)sizeof(char), 1);
    check((int)sizeof &arr, 4);
    check((int)sizeof *arr, 4);
    check((int)sizeof(long double) * 0, 0);
    check(i, 0);
    check((int)sizeof(short), 2);
    check((int)sizeof ((char)1 + 1), 4);
    check((int)sizeof(struct S *), 4);
    return sizeof(int) * 2 - 8;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
