int f(int n) {
    n = (n + 1;
    n = n + ;
    n = n ? 1;
    n = n[1;
    f(1, );
    f(1 2);
    n = 3 4;
    int int;
    return n;
}
int g(int n) { return f(n; }
int h(void) { int a[3] = { 1, 2; return a[0]; }
int last(void) { return 0; }
