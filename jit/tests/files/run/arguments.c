// test run
// call mixed(-1, 2.5, -3, 0.25, 0x123456789abcdef, -2, 1e300, 7)
// call through(3)
// call many(1)
double mixed(signed char a, float b, short c, double d, long long e, int f, double g, unsigned char h)
{
    return a + b * 2 + c * 3 + d * 4 + (double)e * 5 + f * 6 + g / 1e299 + h * 8;
}
static long long rotate(long long a, float b, int c, double d, unsigned char e, long long f, float g, short h)
{
    return a * 3 + (long long)(b * 5) + c * 7 + (long long)(d * 11) + e * 13 + f * 17 + (long long)(g * 19) + h * 23;
}
long long through(int x)
{
    long long (*p)(long long, float, int, double, unsigned char, long long, float, short) = rotate;
    return p(x, x + 0.5f, -x, x * 2.25, 300 + x, 1LL << 40, -x, 70000) + rotate(1, 2, 3, 4, 5, 6, 7, 8);
}
static double ten(double a, double b, double c, double d, double e, double f, double g, double h, double i, double j)
{
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j;
}
double many(int x) { return ten(x, x + 1, x + 2, x + 3, x + 4, x + 5, x + 6, x + 7, x + 8, x + 9); }
//# run
//| mixed(-1, 2.5, -3, 0.25, 0x123456789abcdef, -2, 1e300, 7) = 4.0992764608243456e17
//| through(3) = 18691697776059
//| many(1) = 385.0
