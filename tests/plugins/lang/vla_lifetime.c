static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static int many(int a, int b, int c, int d, int e, int f, int g, double h, long long i, int *p) {
    return a + b + c + d + e + f + g + (int)h + (int)i + *p;
}
static int blocks(int n) {
    int total = 0;
    for (int i = 0; i < 500; i++) {
        int a[n];
        a[n - 1] = i;
        if (i % 5 == 0) continue;
        if (i % 7 == 0) {
            int b[n + 1];
            b[n] = 1;
            total += b[n];
            if (i == 490) break;
            if (i % 2) goto next;
        }
        switch (i % 3) {
        case 0: {
            int c[n + 2];
            c[0] = 2;
            total += c[0];
            break;
        }
        default:
            total += a[n - 1] == i;
        }
    next:;
    }
    return total;
}
static int back(int n) {
    int turns = 0;
again:;
    int a[n];
    a[n - 1] = turns;
    if (++turns < 500) goto again;
    return a[n - 1];
}
static int deep(int n) {
    if (n == 0) return 0;
    char a[n];
    a[n - 1] = (char)n;
    int below = deep(n - 1);
    return below + a[n - 1];
}
static int spills(int n, double x, double y) {
    long long s0 = n, s1 = n + 1, s2 = n * 2, s3 = n * 3;
    double d0 = x + y, d1 = x - y, d2 = x * y;
    int total = 0;
    for (int i = 1; i <= n; i++) {
        int a[i], *p = a;
        a[i - 1] = i;
        total += many(i, 2, 3, 4, 5, 6, 7, d0 + d1, s0 * s1 / (s2 + i), p + i - 1);
        s3 += s0 % (i + s1);
        char *q = __builtin_alloca(i);
        q[i - 1] = 1;
        total += many(q[i - 1], (int)d2, 3, 4, 5, 6, 7, d1, s3, a + i - 1);
    }
    return total + (int)(s0 + s1 + s2 + s3) + (int)(d0 * d1 + d2);
}
static int fixed(int n, double x, double y) {
    long long s0 = n, s1 = n + 1, s2 = n * 2, s3 = n * 3;
    double d0 = x + y, d1 = x - y, d2 = x * y;
    int total = 0;
    for (int i = 1; i <= n; i++) {
        total += many(i, 2, 3, 4, 5, 6, 7, d0 + d1, s0 * s1 / (s2 + i), &i);
        s3 += s0 % (i + s1);
        total += many(1, (int)d2, 3, 4, 5, 6, 7, d1, s3, &i);
    }
    return total + (int)(s0 + s1 + s2 + s3) + (int)(d0 * d1 + d2);
}
int main(void) {
    check(blocks(100), blocks(1));
    check(back(100), 499);
    check(deep(100), 5050);
    check(spills(20, 3.5, 1.25), fixed(20, 3.5, 1.25));
    return failed;
}
