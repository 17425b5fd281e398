// test isa amd64
// What leaves a loop from its middle does not lie within it.
int find(int *p, int n, int x) {
    for (int i = 0; i < n; i++) {
        if (p[i] == x) return i * 10;
        if (p[i] < 0) { n = x; break; }
        x += 3;
    }
    return n;
}
