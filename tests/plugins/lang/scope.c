// Scopes: inner names hide outer ones.
int x = 1;
int get(void) { return x; }
struct t { int a; };

int main(void)
{
    int sum = x;
    int x = 2;
    sum += x;
    {
        int x = 3;
        sum += x;
        { int x = 4, y = x; sum += y; x = 100; }
        sum += x;
        { extern int x; sum += x; }
    }
    for (int x = 5; x < 6; x++) { int x = 7; sum += x; }
    sum += x;
    if (sum != 1 + 2 + 3 + 4 + 3 + 1 + 7 + 2) return 1;
    if (get() != 1) return 2;
    {
        struct t { double a, b; };
        if (sizeof(struct t) != 16) return 3;
    }
    if (sizeof(struct t) != 4) return 4;
    {
        int get = 9;
        if (get != 9) return 5;
    }
    goto x;
x:
    return x - 2;
}
