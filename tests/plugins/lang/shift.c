// Shifts of both widths, signed and unsigned, constant and variable amounts.
int one = 1, neg = -256, s4 = 4, s31 = 31;
unsigned hi = 0x80000000u;
long long wide = 1, wneg = -0x100000000LL;
unsigned long long uwide = 0x8000000000000000ULL;
unsigned char byte = 0x80;

int main(void)
{
    if (one << s4 != 16) return 1;
    if (neg >> s4 != -16) return 2;
    if (hi >> s4 != 0x08000000u) return 3;
    if ((unsigned)one << s31 != hi) return 4;
    if (hi >> 31 != 1) return 5;
    if (neg >> s31 != -1) return 6;
    if (wide << 40 != 0x10000000000LL) return 7;
    if (wide << s31 << s4 != 0x800000000LL) return 8;
    if (wneg >> s31 != -2) return 9;
    if (uwide >> 63 != 1) return 10;
    if (uwide >> s4 != 0x0800000000000000ULL) return 11;
    if (uwide >> 32 != 0x80000000u) return 12;
    if (byte << 1 != 0x100) return 13;
    if ((unsigned char)(byte << 1) != 0) return 14;
    if (one << wide != 2) return 15;
    if (wide << one != 2) return 16;
    if (hi << 0 != hi || hi >> 0 != hi) return 17;
    if ((one << 3) << 4 != 128) return 18;
    return 0;
}
