// Arithmetic wraps.
int max = 2147483647, min = -2147483647 - 1;
unsigned umax = 4294967295u;
long long llmax = 9223372036854775807LL;

int main(void)
{
    if (max + 1 != min) return 1;
    if (min - 1 != max) return 2;
    if (-min != min) return 3;
    if (max * 2 != -2) return 4;
    if (umax + 1 != 0) return 5;
    if (0u - 1 != umax) return 6;
    if (umax * umax != 1) return 7;
    if (llmax + 1 != -llmax - 1) return 8;
    if (llmax * 2 != -2) return 9;
    return 0;
}
