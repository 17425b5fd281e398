int f(int n) {
    char c = 'ab';
    n << 40;
    n = n / 0;
    n = n % 0;
    n == 3;
    const char *k = "x";
    char *w = k;
    int *i = &n; char *d = w;
    if (i == d) n = 1;
    int;
    if (n) return 1;
}
