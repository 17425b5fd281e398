// Casts between all kinds of scalars.
int value = 0x12345678;
int twice(int x) { return 2 * x; }

int main(void)
{
    void *p = &value;
    char *c = p;
    unsigned address = (unsigned)p;
    int (*f)(int) = twice;
    void (*g)(void) = (void (*)(void))f;
    short pair[2] = { 0x1234, 0x5678 };
    if (*c != 0x78 || *(short *)(c + 2) != 0x1234) return 1;
    if (*(int *)address != 0x12345678 || (int *)address != &value) return 2;
    if (((int (*)(int))g)(21) != 42) return 3;
    if (*(int *)pair != 0x56781234) return 4;
    if ((char)1000 + (unsigned char)1000 != -24 + 232) return 5;
    if ((int)3.99 + (int)-3.99 != 0 || (float)1 / 3 == 1.0 / 3) return 6;
    if ((unsigned long long)(unsigned)-1 != 0xffffffffULL) return 7;
    if ((long long)(int *)16 != 16) return 8;
    (void)twice(3);
    (void)value;
    if ((_Bool)p != 1 || (_Bool)(char)256 != 0) return 9;
    if (*(unsigned char *)&(int){ 513 } != 1) return 10;
    return (int)(char)0;
}
