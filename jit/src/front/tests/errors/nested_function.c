int f(int n) {
    if (n) {
        n = 2;

int g(int n) {
    return n;
}
