// Literals: bases, suffixes, characters, floats.
int main(void)
{
    if (0x1F != 31 || 017 != 15 || 0 != 00 || 0XabC != 2748) return 1;
    if (sizeof(1) != 4 || sizeof(1u) != 4 || sizeof(1L) != 4 || sizeof(1LL) != 8 || sizeof(1ull) != 8) return 2;
    if (sizeof(2147483648) != 8 || sizeof(0xffffffff) != 4 || sizeof(0x100000000) != 8) return 3;
    if (0xffffffff < 0 || -1 > 0u == 0) return 4;
    if ('a' != 97 || '\n' != 10 || '\0' != 0 || '\x7f' != 127 || '\\' != 92 || '\'' != 39) return 5;
    if ('\377' != -1 || '\xff' != -1 || sizeof('a') != 4) return 6;
    if (1e3 != 1000 || .5 != 0.5 || 1. != 1 || 1.5e-1 != 0.15 || 0x1p4 != 16 || 0x.8p1 != 1) return 7;
    if (sizeof(1.0f) != 4 || sizeof(1.0) != 8 || 0.1f == 0.1) return 8;
    if (18446744073709551615ULL != ~0ULL || 9223372036854775807LL + 0 < 0) return 9;
    if ('\a' != 7 || '\b' != 8 || '\t' != 9 || '\v' != 11 || '\f' != 12 || '\r' != 13 || '"' != 34) return 10;
    return 0;
}
