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
static void check_double(double got, double wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
struct T { int a; int b[4]; } a[5];
int *p1 = &a[3].b[2] - 2;
int d1 = (char *)&a[3].b - (char *)&a[0];
char *p2 = "hello" + 1;
int fun(void);
int (*fp)(void) = fun;
int (*fp2)(void) = &fun;
unsigned addr = (unsigned)&a[1];
int off = (int)&((struct T *)0)->b[1];
int *null = 0;
void *vp = (void *)0x1000;
int diff = &a[3] - &a[1];
char *e = (char *)(&a + 1);
_Bool nz = &a != 0;
int cmp = sizeof(a) > 4 ? 1 : 2;
int *cond = 1 ? &a[1].a : 0;
int lor = 1 || 0;
double dd = 1.0 / 3 + 2;
float ff = 1e10f * 3;
int cast = (int)3.99;
int neg = -(3 > 2);
long long ll = 1LL << 40;
unsigned char uc = 300;
char *arr[] = { "a", "b" + 0, &"cde"[1] };
int idx = "abc"[1];
int *pp = (int *)((char *)&a[0] + 4);
int a2d[2][2];
int *q2 = a2d[1] + 1;
int *q3 = &a2d[1][0];
int (*rp)[2] = a2d + 1;
double nan = 0.0 / 0.0;
const int ci = 4;
long lx = (long)&a;
_Bool b2 = 0.5;
int not = !"abc";
short sh = (short)70000;
int fun(void) {
    return 1;
}
int main(void) {
    check((int)((char *)p1 - (char *)a), 64);
    check(d1, 64);
    check_text(p2, "ello");
    check(fp == fun, 1);
    check(fp2 == fp, 1);
    check(addr == (unsigned)&a[1], 1);
    check(off, 8);
    check(diff, 2);
    check((int)(e - (char *)a), 100);
    check(nz, 1);
    check(cmp, 1);
    check(cond == &a[1].a, 1);
    check(lor, 1);
    check(null == 0, 1);
    check_double(dd, 2.3333333333333335);
    check_double(ff, 30000001024);
    check(cast, 3);
    check(neg, -1);
    check(ll, 1099511627776LL);
    check(uc, 44);
    check_text(arr[0], "a");
    check_text(arr[1], "b");
    check_text(arr[2], "de");
    check(idx, 98);
    check(pp == &a[0].b[0], 1);
    check(q2 == &a2d[1][1], 1);
    check(q3 == a2d[1], 1);
    check(rp == &a2d[1], 1);
    check(nan != nan, 1);
    check(b2, 1);
    check(not, 0);
    check(sh, 4464);
    return failed;
}
