// 64-bit integers.
long long a = 0x123456789abcdefLL, b = 0x1000LL, n = -1000000000000LL;
unsigned long long u = 0xfedcba9876543210ULL;

int main(void)
{
    if (a + b != 0x123456789abddefLL) return 1;
    if (a - b != 0x123456789abbdefLL) return 2;
    if (a * 3 != 0x369d0369d0369cdLL) return 3;
    if (a / b != 0x123456789abcLL) return 4;
    if (a % b != 0xdefLL) return 5;
    if (n / 7 != -142857142857LL) return 6;
    if (n % 7 != -1) return 7;
    if (u / 10 != 1836475854449306472ULL) return 8;
    if (u % 10 != 0) return 9;
    if (u / 3 != 6121586181497688240ULL) return 10;
    if ((a & b) != 0 || (a | b) != 0x123456789abddefLL || (a ^ a) != 0) return 11;
    if (~a != -a - 1) return 12;
    if (-n != 1000000000000LL) return 13;
    if (!(n < a) || !(u > (unsigned long long)a) || n >= 0) return 14;
    if ((int)a != (int)0x89abcdef) return 15;
    if ((unsigned)(u >> 32) != 0xfedcba98u) return 16;
    if (!a || !!n != 1) return 17;
    if (sizeof(long long) != 8) return 18;
    if (a == 0x89abcdefLL) return 19;
    if ((n < 0 ? n : -n) != n) return 20;
    return 0;
}
