// test lower
int f(void) { return (1 + 2) * 3 - 7 / 2 % 2 << 4 | 5 & 6 ^ 3; }
unsigned g(void) { return -1 / 2u + (0u - 1 > 0); }
long long h(void) { return 0x7fffffff + 1LL; }
int wrap(void) { return 2147483647 + 1; }
int compare(void) { return (-1 < 0u) + (-1LL < 0u) * 10 + ((unsigned char)-1 == 255) * 100; }
int shifts(void) { return -8 >> 1; }
unsigned shift(void) { return 0x80000000u >> 31; }
