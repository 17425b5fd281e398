int sum(int *v, int n) {
    int s = 0;
    for (int i = 0; i < n; i++) {
        if (v[i] < 0) continue;
        if (v[i] == 99) break;
        s += v[i];
    }
    return s;
}
int both(int a, int b) { return a && b; }
int pick(int a, double d) { return a > 3 || d < 0.5 ? 10 : !a; }
void wait(int n) { do n--; while (n); }
