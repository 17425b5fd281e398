static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int f(char c, short s, float x);
int f(c, s, x) char c;
short s;
float x;
{
    return c + s + (int)x;
}
int h(c) unsigned char c;
{
    return c;
}
int vv() {
    return 7;
}
int (*tab[2])() = { vv, h };
int main(void) {
    check(f(300, 70000, 2.7f), 4510);
    check(h(511), 255);
    check(vv(), 7);
    check(tab[0](), 7);
    return failed;
}
