// test run
// call copies(5)
// call overlap(3)
// call arrays(2)
// call unions(-1.5)
struct s { char a; long long b; short c[3]; struct { double d; } e; };
static struct s make[4];
long long copies(int x)
{
    struct s p = { 'a', 1LL << 40, { 1, x }, { 2.5 } }, q;
    q = p;
    make[x & 3] = q;
    p.c[1] = 100;
    return make[x & 3].b + q.c[1] + p.c[1] + (int)(make[x & 3].e.d * 2) + sizeof(struct s);
}
int overlap(int x)
{
    struct s a = { x }, *p = &a;
    *p = a = *p;
    return a.a + p->c[2];
}
int arrays(int x)
{
    int a[2][3] = { { 1, 2, 3 }, { [1] = 5 } }, sum = 0;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++) sum += a[i][j] * (i * 3 + j + 1);
    return sum * x + (int)(sizeof a / sizeof *a);
}
unsigned unions(float x)
{
    union { float f; unsigned u; unsigned char b[4]; } v = { x };
    return v.u ^ v.b[3];
}
//# run
//| copies(5) = 1099511627918
//| overlap(3) = 3
//| arrays(2) = 80
//| unions(-1.5) = 3217031359
