int f(int n) {
    for (int i = 0, i < n, i++) {
        n--;
    }
    for (int j = 0; j < n) n--;
    for (k = 0; k < n; k++) n--;
    if (n > 3 {
        n = 1;
    }
    int a[3 + n;
    int m = a[n);
    int half = n // 2;
    return (n + m;
}
