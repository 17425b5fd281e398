static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static double trace(int n, double a[n][n]) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += a[i][i];
    return sum;
}
static void product(int n, int m, int k, int a[n][m], int b[m][k], int c[n][k]) {
    for (int i = 0; i < n; i++)
        for (int j = 0; j < k; j++) {
            c[i][j] = 0;
            for (int x = 0; x < m; x++) c[i][j] += a[i][x] * b[x][j];
        }
}
static int cube(int a, int b, int c, int x[a][b][c]) {
    int s = 0;
    for (int i = 0; i < a; i++)
        for (int j = 0; j < b; j++)
            for (int k = 0; k < c; k++) s += x[i][j][k] * (i + 2 * j + 3 * k);
    return s + (int)(sizeof x[0] / sizeof x[0][0]) + (int)(&x[a - 1] - x);
}
static int three(int *calls) {
    ++*calls;
    return 3;
}
int main(void) {
    int calls = 0, n = 3, m = 2, k = 4;
    double square[n][n];
    for (int i = 0; i < n * n; i++) (&square[0][0])[i] = i;
    check((int)trace(n, square), 12);
    int a[n][m], b[m][k], c[n][k];
    for (int i = 0; i < n * m; i++) a[i / m][i % m] = i;
    for (int i = 0; i < m * k; i++) b[i / k][i % k] = i;
    product(n, m, k, a, b, c);
    check(c[2][3], 4 * 3 + 5 * 7);
    int box[n][m][k];
    for (int i = 0; i < n * m * k; i++) (**box)[i] = i;
    check(cube(n, m, k, box), 2064);
    int (*p)[m][k] = box;
    check((*++p)[1][2], 14);
    check(p++ - box, 1);
    check(p[-1][0][3], 11);
    p -= 2;
    check((char *)(p + 1) - (char *)p, 32);
    check(**p[2], 16);
    int list[three(&calls)][three(&calls)];
    check(calls * 100 + (int)(sizeof list / sizeof **list), 209);
    check((int)sizeof(short[three(&calls)]) + calls, 9);
    typedef unsigned char row[k];
    k = 100;
    row r, two[2];
    r[3] = 255;
    two[1][3] = r[3];
    check((int)(sizeof r + sizeof two) + two[1][3], 267);
    check(({ char text[n + 1]; text[n] = 'x'; text[n]; }), 'x');
    long long wide = 5, far[wide];
    far[4] = 1LL << 40;
    check(far[wide - 1] / 3, (1LL << 40) / 3);
    return failed;
}
