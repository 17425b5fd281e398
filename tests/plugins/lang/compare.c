// All comparisons, their values, and as conditions.
int one = 1, two = 2, neg = -1;
unsigned umax = 0xffffffffu;
long long wide = 0x100000000LL;

int value(int x) { return x; }

int main(void)
{
    if ((one < two) != 1 || (two < one) != 0 || (one < one) != 0) return 1;
    if ((one <= two) != 1 || (two <= one) != 0 || (one <= one) != 1) return 2;
    if ((one > two) != 0 || (two > one) != 1 || (one > one) != 0) return 3;
    if ((one >= two) != 0 || (two >= one) != 1 || (one >= one) != 1) return 4;
    if ((one == two) != 0 || (one == one) != 1) return 5;
    if ((one != two) != 1 || (one != one) != 0) return 6;
    if (neg > one) return 7;
    if (umax < (unsigned)one) return 8;
    if (neg != umax) return 9;
    if (wide == 0 || !(wide > umax) || wide < neg) return 10;
    if (value(neg < one) + value(neg == -1) + value(!(one > two)) != 3) return 11;
    if (value(!one) || !value(!0)) return 12;
    if ((one < two) == (two < one)) return 13;
    if (!(one < two) != 0) return 14;
    if (0 > one || 2 <= one || 1 != one) return 15;
    if (one < two < one) return 16;
    return 0;
}
