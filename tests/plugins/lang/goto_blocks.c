static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int main(void) {
    int i = 0, n = 0;
    top: if (i < 3) {
        i++;
        goto in;
    }
    goto done;
    {
        int k;
        in: k = i * 2;
        n += k;
        while (1) {
            if (n > 100) break;
            goto top;
        }
    }
    done: (check(i, 3), check(n, 12));
    for (i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) if (i * j == 6) goto out;
    }
    out: (check(i, 2));
    goto skip;
    {
        int y = 5;
        skip: y = 3;
        check(y, 3);
    }
    return failed;
}
