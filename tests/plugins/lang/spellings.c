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
__const int a = 1;
__volatile__ int b = 2;
__signed__ char c = -1;
static __inline int f(void) {
    return 3;
}
int *__restrict rp;
__extension__ typedef long long ll;
_Noreturn void die(void);
_Thread_local int tl = 4;
static __thread int tt;
__extension__ struct { int a; } es;
unsigned long int uli;
long unsigned int lui;
long long unsigned llu;
int long il;
short int unsigned siu;
char signed cs;
int static si;
long double ld = 1.5;
int main(void) {
    int x = __extension__ 5;
    check(a, 1);
    check(b, 2);
    check(c, -1);
    check(f(), 3);
    check(tl, 4);
    check(x, 5);
    check((int)sizeof(ll), 8);
    check((int)sizeof llu, 8);
    check_text(__func__, "main");
    check_text(__FUNCTION__, "main");
    check_text(__PRETTY_FUNCTION__, "main");
    return failed;
}
