// Pointers: address of, dereference, through functions.
int global = 1;
void set(int *p, int value) { *p = value; }
void swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }
int *pick(int *a, int *b, int first) { return first ? a : b; }

int main(void)
{
    int x = 5, y = 6, *p = &x, **pp = &p;
    char c = 'x', *pc = &c;
    long long wide = 1, *pw = &wide;
    double d = 0.5, *pd = &d;
    *p = 7;
    if (x != 7) return 1;
    **pp = 8;
    if (x != 8) return 2;
    *pp = &y;
    if (*p != 6) return 3;
    set(&global, 42);
    if (global != 42) return 4;
    swap(&x, &y);
    if (x != 6 || y != 8) return 5;
    *pick(&x, &y, 0) = 9;
    if (y != 9 || x != 6) return 6;
    *pc = 300;
    if (c != 44) return 7;
    *pw = 0x100000000LL;
    if (wide != 0x100000000LL) return 8;
    *pd *= 3;
    if (d != 1.5) return 9;
    if (p == 0 || !p || !(p != (void *)0)) return 10;
    if (&*p != p || *&x != 6) return 11;
    p = 0;
    if (p) return 12;
    if (sizeof(p) != 4 || sizeof(*p) != 4 || sizeof(*pc) != 1) return 13;
    return 0;
}
