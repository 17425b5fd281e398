// test check
int f(int a)
{
    int b = a +;
    return c;
}
int g(void) { return f(1, 2) }
struct s { int x; } s;
int h(void) { return s.y + s->x; }
