// for loops with all parts present and absent.
int main(void)
{
    int i, sum = 0;
    for (i = 1; i <= 10; i++) sum += i;
    if (sum != 55 || i != 11) return 1;
    for (; i > 5;) i--;
    if (i != 5) return 2;
    for (;;) if (++i == 20) break;
    if (i != 20) return 3;
    for (int j = 0; j < 3; j++)
        for (int k = j; k < 3; k++) sum += j * k;
    if (sum != 55 + 1 + 2 + 4) return 4;
    for (i = 0; i < 10; ++i) { if (i == 3) continue; if (i == 6) break; sum -= i; }
    if (i != 6 || sum != 62 - 12) return 5;
    for (int a = 0, b = 10; a < b; a += 2, b--) sum = a + b;
    if (sum != 6 + 7) return 6;
    for (unsigned u = 3; u-- > 0;) sum += u;
    if (sum != 16) return 7;
    for (i = 0; 0; i++) return 8;
    return i;
}
