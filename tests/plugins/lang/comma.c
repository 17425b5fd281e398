// The comma operator.
int n = 0;
int bump(void) { return ++n; }

int main(void)
{
    int a, b, i, j;
    a = (bump(), bump(), 10);
    if (a != 10 || n != 2) return 1;
    for (i = 0, j = 10; i < j; i++, j--)
        ;
    if (i != 5 || j != 5) return 2;
    if (b = 3, b != 3) return 3;
    if ((a = 1, b = a + 1, b + 1) != 3) return 4;
    while (bump(), n < 6)
        ;
    if (n != 6) return 5;
    return (bump(), n) - 7;
}
