// Function pointers in variables, tables, structs, parameters and results.
int add(int a, int b) { return a + b; }
int sub(int a, int b) { return a - b; }
static int mul(int a, int b) { return a * b; }
int (*table[3])(int, int) = { add, &sub, mul };
struct op { char name; int (*run)(int, int); } ops[] = { { '+', add }, { '-', sub }, { '*', mul } };
int calls = 0;
void tick(void) { calls++; }

int fold(int (*f)(int, int), int *v, int n)
{
    int r = v[0];
    for (int i = 1; i < n; i++) r = f(r, v[i]);
    return r;
}

int (*choose(char name))(int, int)
{
    for (unsigned i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
        if (ops[i].name == name) return ops[i].run;
    return 0;
}

double scale(double x) { return x * 2.5; }
long long wide(long long x, int y) { return x << y; }

int main(void)
{
    int (*f)(int, int) = add, v[4] = { 1, 2, 3, 4 };
    void (*t)(void) = tick;
    double (*s)(double) = scale;
    long long (*w)(long long, int) = wide;
    if (f(2, 3) != 5 || (*f)(2, 3) != 5 || (**f)(2, 3) != 5) return 1;
    f = &mul;
    if (f(2, 3) != 6) return 2;
    if (table[1](10, 4) != 6) return 3;
    if (fold(add, v, 4) != 10 || fold(mul, v, 4) != 24) return 4;
    if (choose('-')(1, 2) != -1 || choose('?') != 0) return 5;
    if (f != mul || f == add || !f) return 6;
    t();
    (*t)();
    if (calls != 2) return 7;
    if (s(2) != 5.0 || w(1, 40) != 0x10000000000LL) return 8;
    f = 0;
    if (f) return 9;
    if ((calls ? add : sub)(3, 1) != 4) return 10;
    if (sizeof(f) != 4) return 11;
    return 0;
}
