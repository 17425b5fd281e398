static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int program(void) {
    unsigned char a = 255, b = 1;
    char c = -1;
    unsigned u = 1;
    long long l = -1;
    unsigned short us = 65535;
    check(a + b, 256);
    check((unsigned char)(a + b), 0);
    check(c < u, 0);
    check(l < u, 1);
    check(-1 > 1u, 1);
    check(us * us < 0, 1);
    check(~a, -256);
    check((int)sizeof(a + b), 4);
    check(-a, -255);
    check(-u, 4294967295LL);
    check(l + u, 0);
    check(+c, -1);
    check(!c, 0);
    check((int)sizeof(+b), 4);
    float f = 16777216;
    check(f + 1 == f, 1);
    check((int)sizeof(f + 1), 4);
    check((int)sizeof(f + 1.0), 8);
    check(5 / -2, -2);
    check(-5 % 3, -2);
    check(-7 / 2, -3);
    check((char)200 + (signed char)-56, -112);
    return (short)40000 != -25536;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
