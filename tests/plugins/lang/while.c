// while loops.
int gcd(int a, int b)
{
    while (b) {
        int t = a % b;
        a = b;
        b = t;
    }
    return a;
}

int main(void)
{
    int n = 0, steps = 0;
    unsigned x = 27;
    if (gcd(1071, 462) != 21) return 1;
    while (n < 100) n += 7;
    if (n != 105) return 2;
    while (0) return 3;
    while (x != 1) {
        x = x % 2 ? 3 * x + 1 : x / 2;
        steps++;
    }
    if (steps != 111) return 4;
    while (1)
        if (--n == 0) break;
    if (n != 0) return 5;
    while (n++ < 10)
        ;
    if (n != 11) return 6;
    return 0;
}
