int x = 1;
int f(void) {
    return z;
}
