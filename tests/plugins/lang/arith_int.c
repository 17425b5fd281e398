// Signed integer arithmetic.
int a = 17, b = 5, z = 0;

int main(void)
{
    if (a + b != 22) return 1;
    if (a - b != 12) return 2;
    if (a * b != 85) return 3;
    if (a / b != 3) return 4;
    if (a % b != 2) return 5;
    if (-a / b != -3) return 6;
    if (-a % b != -2) return 7;
    if (a / -b != -3) return 8;
    if (a % -b != 2) return 9;
    if (-a / -b != 3) return 10;
    if (+a != 17) return 11;
    if (-(-a) != a) return 12;
    if (0 - a != -17) return 13;
    if (a * 8 != 136 || a * 7 != 119 || a * -1 != -17) return 14;
    if (a / 4 != 4 || -a / 4 != -4 || a / 1 != 17) return 15;
    if (a % 4 != 1 || -a % 4 != -1 || a % 1 != 0) return 16;
    if (z * a != 0 || z / a != 0 || z % a != 0) return 17;
    if ((a + 3) - 3 != a) return 18;
    return 0;
}
