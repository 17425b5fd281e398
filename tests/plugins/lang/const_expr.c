// Constant expressions where C requires them.
enum { N = 3 * 4 + (1 << 2), M = N > 10 ? N : -1, S = sizeof(int) * 2, CH = 'a' + 1 };
int array[N - 10] = { 1, 2, 3, 4, 5, 6 };
int negative = -7 / 2 * 100 + -7 % 3;
unsigned u = -1 % 7u;
long long big = 1LL << 40 | 0xff;
double d = (1 + 2) / 2 + 1.0 / 4;
int logic = (1 && 0) || !(3 < 2);
char cut = (char)0x1ff;
int from_float = (int)2.9 + (int)-2.9f;

int pick(int x)
{
    switch (x) {
    case N: return 1;
    case S + CH: return 2;
    case -1: return 3;
    case sizeof(array): return 4;
    }
    return 0;
}

int main(void)
{
    if (N != 16 || M != 16 || S != 8 || CH != 98) return 1;
    if (sizeof(array) != 24) return 2;
    if (negative != -301 || u != 3) return 3;
    if (big != 0x100000000ffLL || d != 1.25 || logic != 1 || cut != -1 || from_float != 0) return 4;
    if (pick(16) != 1 || pick(106) != 2 || pick(-1) != 3 || pick(24) != 4 || pick(0)) return 5;
    return 0;
}
