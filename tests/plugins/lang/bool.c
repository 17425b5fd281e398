// _Bool holds 0 or 1 only.
_Bool global = 5;
_Bool flags[3] = { 0, 2, 0 };
int calls = 0;
int count(void) { return ++calls; }

int main(void)
{
    _Bool b = 256, n = 0;
    double small = 0.25;
    long long high = 0x100000000LL;
    int *p = &calls;
    if (global != 1 || flags[1] != 1 || b != 1) return 1;
    b = 0.5;
    if (b != 1) return 2;
    b = small - small;
    if (b) return 3;
    b = high;
    if (b != 1) return 4;
    b = p;
    if (!b) return 5;
    b = (int *)0;
    if (b) return 6;
    b = count();
    b = count();
    if (b + b != 2) return 7;
    n = !n;
    if (n != 1 || (n ^ 1) != 0) return 8;
    if ((_Bool)0x80000000u != 1) return 9;
    if (sizeof(_Bool) != 1) return 10;
    n = small < 1;
    if (n != 1) return 11;
    *(unsigned char *)&n = 0;
    if (n) return 12;
    return 0;
}
