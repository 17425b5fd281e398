struct s { int a; float f; } v;
union u { int i; } w;
int *p;
double d;
void nothing(void);
int takes(int a, char *b);

void test(int n, const char *text) {
    int i = p;
    p = n;
    p = &d;
    n = v;
    n = nothing();
    n = d % 2;
    n = p * 2;
    n = ~d;
    n = -p;
    n = v + 1;
    v = w;
    n = *n;
    n = n[0];
    n = p->a;
    n = v->a;
    n = (&v).a;
    n = n();
    *text = 'x';
    5 = n;
    &5;
    n++ = 3;
    takes(1);
    takes(v, 3);
    if (v) n = 1;
}
