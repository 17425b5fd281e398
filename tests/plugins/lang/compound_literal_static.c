static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static void check_text(const char *got, const char *wanted) {
    checks++;
    while (*got && *got == *wanted) got++, wanted++;
    if (*got != *wanted && !failed) failed = checks;
}
struct P { int x, y; };
struct P *gp = &(struct P){ 3, 4 };
int *ga = (int[]){ 1, 2, 3 };
const char *gs = (char[]){ "hi" };
int gi = (int){ 5 };
int sum(struct P *p) {
    return p->x + p->y;
}
int main(void) {
    int t = 0;
    for (int i = 0; i < 3; i++) t += sum(&(struct P){ i, .y = i * 2 });
    int *p = (int[5]){ [2] = 7 };
    (int){ 3 }++;
    ((struct P){1,2}).x = 4;
    check(t, 9);
    check(gp->y, 4);
    check(ga[2], 3);
    check_text(gs, "hi");
    check(gi, 5);
    check(p[2] + p[4], 7);
    check((struct P){ 8, 9 }.y, 9);
    struct P *q;
    again: q = &(struct P){ t, 1 };
    if (t++ < 12) goto again;
    check(q->x, 12);
    check((int)sizeof((int[]){1,2,3,4}), 16);
    return failed;
}
