// Pointer arithmetic, differences and comparisons.
int a[10] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
struct triple { char c[3]; } t[5];

int sum(int *from, int *end)
{
    int n = 0;
    while (from < end) n += *from++;
    return n;
}

int at(int *p, int i) { return p[i + 1] * 100 + p[i - 1]; }

int main(void)
{
    int *p = a + 3, *q = &a[8], i = 2;
    unsigned u = 1;
    char *c = (char *)a;
    long long wide = 3;
    if (*p != 3 || *(p + 2) != 5 || *(p - 1) != 2 || *(2 + p) != 5) return 1;
    if (q - p != 5 || p - q != -5) return 2;
    if (!(p < q) || p > q || !(p <= p) || p == q || !(q >= p)) return 3;
    p += 4;
    if (*p != 7) return 4;
    p -= i;
    if (*p != 5) return 5;
    if (p[-1] != 4 || p[i] != 7 || i[p] != 7 || p[-i] != 3) return 6;
    if (sum(a, a + 10) != 45) return 7;
    if (at(a + 4, 1) != 604 || at(a, 5) != 604) return 8;
    if (c + 4 * 3 != (char *)&a[3]) return 9;
    if (&t[4] - &t[1] != 3 || (char *)&t[4] - (char *)&t[1] != 9) return 10;
    if (&t[1] - &t[4] != -3) return 11;
    if (p[u] != 6 || *(p + wide) != 8 || *(p - u) != 4) return 12;
    p = &a[0];
    for (i = 0; i < 10; i++) if (p++ != &a[i]) return 13;
    if (p != a + 10 || p - a != 10) return 14;
    if (*(int *)(c + 8) != 2) return 15;
    return 0;
}
