int f(int n) {
    if (n) {
        n--;
    return n;
}

int g(void) {
    return 0;
}
