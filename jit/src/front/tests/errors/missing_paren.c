int f(int n {
    return n;
}
int g(int n) {
    if (n > 3 {
        return 1;
    }
    return 0;
}
int ok(void) { return 1; }
