// typedef names, and names that shadow them.
typedef unsigned char u8;
typedef int *intp, vec[3];
typedef struct node { int v; struct node *next; } node;
typedef int (*binary)(int, int);
typedef const char *string;

int add(int a, int b) { return a + b; }
int apply(binary f, int a, int b) { return f(a, b); }

int main(void)
{
    u8 x = 257;
    int y = 4;
    intp p = &y, q = p;
    vec v = { 1, 2, 3 };
    node b = { 2, 0 }, a = { 1, &b };
    string s = "typedef";
    if (x != 1) return 1;
    *q = 5;
    if (y != 5) return 2;
    if (sizeof(v) != 12 || v[2] != 3) return 3;
    if (a.next->v != 2) return 4;
    if (apply(add, 3, 4) != 7) return 5;
    if (s[4] != 'd') return 6;
    {
        int u8 = 3;
        if (u8 * 2 != 6) return 7;
    }
    return (u8)256;
}
