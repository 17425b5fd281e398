// test check
struct s { int x; } v;
int a[3];
int f(int *p)
{
    a = 0;
    *v = 1;
    p = 1.5;
    p * 2;
    return v;
}
void g(void) { f("text"); f(); g() + 1; break; }
