static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
_Static_assert(sizeof(int) == 4, "int");
struct S { int a; _Static_assert(1, "in"); int b; };
int main(void) {
    _Static_assert(sizeof(struct S) == 8);
    _Static_assert(1 + 1 == 2, "x" "y");
    return failed;
}
