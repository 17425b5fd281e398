static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static void check_double(double got, double wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int main(void) {
    double d[] = { 1e308, 4.9406564584124654e-324, 2.2250738585072011e-308, 0x1p-1074, 0x1.fffffffffffffp1023,
        0x.8p1, 0x1P+3, 1.e2, .5, 5e-1, 0.1, 123456789012345678, 1e23, 9007199254740993.0, 0x1.00000000000008p0 };
    float f[] = { 0.1f, 16777217.0f, 1e-45f, 0x1.000001p0f, 3.4028235e38F };
    check_double(d[0], 1e+308);
    check_double(d[1], 4.9406564584124654e-324);
    check_double(d[2], 2.2250738585072009e-308);
    check_double(d[3], 4.9406564584124654e-324);
    check_double(d[4], 1.7976931348623157e+308);
    check_double(d[5], 1);
    check_double(d[6], 8);
    check_double(d[7], 100);
    check_double(d[8], 0.5);
    check_double(d[9], 0.5);
    check_double(d[10], 0.10000000000000001);
    check_double(d[11], 1.2345678901234568e+17);
    check_double(d[12], 9.9999999999999992e+22);
    check_double(d[13], 9007199254740992);
    check_double(d[14], 1);
    check_double(f[0], 0.10000000149011612);
    check_double(f[1], 16777216);
    check_double(f[2], 1.4012984643248171e-45);
    check_double(f[3], 1);
    check_double(f[4], 3.4028234663852886e+38);
    check((int)sizeof(1.0), 8);
    check((int)sizeof(1.0f), 4);
    check((int)sizeof(1.0L) >= 8, 1);
    return failed;
}
