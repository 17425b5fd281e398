static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
struct __attribute__((packed)) P { char a; int b; short c; };
struct Q { char a; int b; } __attribute__((packed));
struct R { char a; int b __attribute__((packed)); } ;
struct S { char a; int b __attribute__((aligned(16))); };
struct T { char c; } __attribute__((aligned(8)));
struct U { char a; long long b; double d; };
static int v __attribute__((aligned(64))) = 3;
__attribute__((noinline)) static int f(int x __attribute__((unused)), int y) {
    return y;
}
int g(void) __attribute__((noreturn, cold));
void __attribute__((always_inline)) inline h(void) {
}
int (__attribute__((unused)) *fp)(int, int) = f;
typedef int T4 __attribute__((aligned(4)));
enum __attribute__((unused)) E { A __attribute__((deprecated)), B = 4 } __attribute__((unused));
int program(void) {
    __attribute__((unused)) int z = 2;
    int w __attribute__((aligned(32))) = 9;
    struct Q q = { 1, 2 };
    switch (z) {
        case 2: z = 5;
        __attribute__((fallthrough));
        case 3: z++;
    }
    l: __attribute__((unused));
    check((int)sizeof(struct P), 7);
    check((int)sizeof(struct Q), 5);
    check((int)sizeof(struct R), 5);
    check((int)sizeof(struct S), 32);
    check((int)sizeof(struct T), 8);
    check((int)sizeof(struct U), 24);
    check((int)((unsigned)&v & 63), 0);
    check((int)((unsigned)&w & 31), 0);
    check(z, 6);
    check(fp(1, 2), 2);
    check(q.b, 2);
    check(B, 4);
    (void)&&l;
    return 0;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
