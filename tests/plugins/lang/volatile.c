// const and volatile objects.
volatile int status = 1;
const int table[3] = { 1, 2, 3 };
const struct { int a; const char *name; } info = { 4, "info" };

int wait(volatile int *flag)
{
    int n = 0;
    while (*flag && n < 5) n++;
    return n;
}

int main(void)
{
    volatile int v = 1;
    volatile char c = 200;
    const int k = 6;
    int *const fixed = &status ? (int *)0 : 0;
    volatile struct { int a, b; } s;
    int x = v + v;
    v = 5;
    v += 2;
    v++;
    if (x != 2 || v != 8) return 1;
    if (c != -56) return 2;
    if (wait(&status) != 5) return 3;
    status = 0;
    if (wait(&status) != 0) return 4;
    if (table[2] + info.a + k != 13 || info.name[1] != 'n') return 5;
    s.a = 1;
    s.b = s.a + 1;
    if (s.b != 2 || fixed) return 6;
    v;
    return 0;
}
