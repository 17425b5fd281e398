static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int t;
int t;
int t = 5;
extern int t;
static int s;
static int s = 3;
extern int s;
int arr[];
int arr[3];
extern int ext[];
int ext[4] = {1};
static int fwd(int);
int use(void) {
    extern int loc;
    int lf(int);
    return loc + lf(2);
}
int loc = 4;
int lf(int x) {
    return x * 10;
}
static int fwd(int x) {
    return x;
}
struct Inc;
extern struct Inc inc;
struct Inc { int a; };
struct Inc inc = { 8 };
int one[];
int main(void) {
    extern int t;
    {
        int t = 9;
        {
            extern int t;
            check(t, 5);
        }
        check(t, 9);
    }
    arr[2] = 7;
    check(s, 3);
    check(arr[2], 7);
    check((int)(sizeof ext / sizeof *ext), 4);
    check(use(), 24);
    check(fwd(1), 1);
    check(inc.a, 8);
    check((int)sizeof arr, 12);
    check(one[0], 0);
    return failed;
}
