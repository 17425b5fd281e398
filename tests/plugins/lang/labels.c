static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int f(int n) {
    switch (n) {
        case 1: int x = 5;
        return x;
        case 2: {
            goto inside;
        }
        default: ;
    }
    if (0) {
        inside: return 22;
    }
    for (int i = 0; i < 3; i++) {
        if (n == 3) {
            goto loop;
        }
        loop: if (i == 2) goto end;
    }
    end: return 33;
}
int duff(int n) {
    int c = 0;
    switch (n % 4) {
        do {
            case 0: c++;
            case 3: c++;
            case 2: c++;
            case 1: c++;
        } while ((n -= 4) > 0);
    }
    return c;
}
int jump(int k) {
    int s = 0;
    if (k) goto mid;
    for (s = 100; s < 105; s++) {
        mid: s += 10;
    }
    return s;
}
int main(void) {
    check(f(1), 5);
    check(f(2), 22);
    check(f(3), 33);
    check(f(4), 33);
    check(duff(7), 7);
    check(jump(0), 111);
    check(jump(1), 110);
    {
        goto e;
        e:
    }
    switch (3) case 3: (void)0;
    return failed;
}
