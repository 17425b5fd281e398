int f(int n) {
    if (n == m) {
        n = 1;
    } else {
        n = 2;
    }
    if (n =) n = 3;
    else if (n > 4) n = k;
    else n = 5;
    return n;
}
