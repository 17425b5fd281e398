// Unsigned division, remainder and comparison.
unsigned big = 0xfffffff0u, seven = 7, power = 16;

int main(void)
{
    if (big / seven != 613566754u) return 1;
    if (big % seven != 2u) return 2;
    if (big / power != 0x0fffffffu) return 3;
    if (big % power != 0) return 4;
    if ((big + 5) % 16 != 5) return 5;
    if (!(big > seven)) return 6;
    if (big < 1u) return 7;
    if (-1 < 1u) return 8;
    if (!((int)big < 0)) return 9;
    if (big / 0x80000000u != 1) return 10;
    if (-seven != 0xfffffff9u) return 11;
    return 0;
}
