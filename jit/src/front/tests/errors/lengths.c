int count = 3;
int outside[count];
struct member { int n; int a[count]; };
int kept(int n) {
    static int a[n];
    return a[0];
}
int shared(int n) {
    extern int (*p)[n];
    return (*p)[0];
}
int initialised(int n) {
    int a[n] = { 1 }, b[][n] = { { 1 } };
    return a[0] + b[0][0] + (int[n]){ 2 }[0];
}
int jumps(int n) {
    if (n) goto inside;
    {
        int a[n];
        a[0] = 1;
    inside:
        n = a[0];
    }
    switch (n) {
        double b[n];
    case 1:
        b[0] = n;
        break;
    default:
        break;
    }
    return n;
}
int star(int n, int a[n][*]) { return a[0][0]; }
int not_an_integer(double d) { int a[d], b[-1]; return 0; }
int assigned(int n) { int a[n], b[n]; a = b; return 0; }
int result(int n)[n];
char *no_stack = __builtin_alloca(8);
int unknown(int m, int a[n][m]) { return a[0][0]; }
