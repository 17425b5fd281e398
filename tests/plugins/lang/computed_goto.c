static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static int run(const unsigned char *p) {
    static void *const tab[] = { &&op_end, &&op_inc, &&op_dbl, [3] = &&op_dec };
    int acc = 1;
    goto *tab[*p++];
    op_inc: acc++;
    goto *tab[*p++];
    op_dbl: acc *= 2;
    goto *tab[*p++];
    op_dec: acc--;
    goto *tab[*p++];
    op_end: return acc;
}
static int rel(int i) {
    static const int off[] = { &&a - &&a, &&b - &&a, &&c - &&a };
    goto *(&&a + off[i]);
    a: return 10;
    b: return 20;
    c: return 30;
}
int main(void) {
    unsigned char prog[] = { 1, 2, 2, 3, 0 };
    void *l = &&out;
    int n = 0;
    check(run(prog), 7);
    check(rel(0), 10);
    check(rel(1), 20);
    check(rel(2), 30);
    again: if (n++ < 3) goto *&&again;
    goto *l;
    (void)0;
    out: (check(n, 4));
    return failed;
}
