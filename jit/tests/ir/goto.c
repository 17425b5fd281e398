int f(int n) {
    int s = 0;
again:
    if (n <= 0) goto done;
    s += n--;
    goto again;
done:
    return s;
}
