// Up to sixteen parameters of mixed types.
int ints(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o, int p)
{
    return a + b * 2 + c * 3 + d * 4 + e * 5 + f * 6 + g * 7 + h * 8 + i * 9 + j * 10 + k * 11 + l * 12 + m * 13
        + n * 14 + o * 15 + p * 16;
}

double doubles(double a, double b, double c, double d, double e, double f, double g, double h, double i, double j,
    double k, double l)
{
    return a - b + c - d + e - f + g - h + i - j + k * 100 - l;
}

long long mixed(char a, long long b, float c, short d, double e, unsigned f, unsigned char g, long long h, float i,
    int *j, double k, long long l, _Bool m, int n)
{
    return a + b + (int)(c * 10) + d + (int)(e * 100) + f + g + h + (int)i + *j + (int)k + l + m + n;
}

int main(void)
{
    int seven = 7;
    if (ints(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16) != 1496) return 1;
    if (ints(-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1) != 15) return 2;
    if (doubles(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) != 1083) return 3;
    if (mixed(1, 0x100000000LL, 0.5f, -3, 0.25, 10, 255, -1, 2.5f, &seven, 9.5, 0x200000000LL, 5, -100)
        != 0x300000000LL + 1 + 5 - 3 + 25 + 10 + 255 - 1 + 2 + 7 + 9 + 1 - 100) return 4;
    return 0;
}
