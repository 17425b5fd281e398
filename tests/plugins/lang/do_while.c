// do while loops.
int digits(unsigned x)
{
    int n = 0;
    do {
        n++;
        x /= 10;
    } while (x);
    return n;
}

int main(void)
{
    int i = 10, n = 0;
    if (digits(0) != 1 || digits(9) != 1 || digits(4294967295u) != 10) return 1;
    do n++; while (0);
    if (n != 1) return 2;
    do {
        if (i-- % 2) continue;
        n += i;
    } while (i > 0);
    if (n != 26) return 3;
    do {
        if (n > 100) break;
        n *= 2;
    } while (1);
    if (n != 104) return 4;
    do {
        do i++; while (i < 5);
        n++;
    } while (n < 110);
    if (i != 10) return 5;
    return 0;
}
