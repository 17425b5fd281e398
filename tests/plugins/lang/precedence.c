// Operator precedence and associativity.
int f(int x) { return x; }
struct s { int v[3]; struct s *p; };

int main(void)
{
    int a = 2, b = 3, c = 4, *p = &a, arr[3] = { 5, 6, 7 }, *q = arr;
    struct s s = { { 1, 2, 3 }, 0 };
    s.p = &s;
    if (a + b * c != 14 || (a + b) * c != 20) return 1;
    if (a - b - c != -5 || 100 / 10 / 2 != 5 || 100 % 7 * 2 != 4) return 2;
    if (1 << 2 + 1 != 8 || (1 << 2) + 1 != 5) return 3;
    if ((a & b == 3) != 0 || ((a & b) == 2) != 1) return 4;
    if ((1 | 2 ^ 3 & 2) != 1) return 5;
    if ((a < b == 1) != 1 || (3 > 2 > 1) != 0) return 6;
    if ((0 || 1 && 0) != 0 || (1 || 0 && 0) != 1) return 7;
    if (!a == 0 != 1) return 8;
    if (-a + +b != 1 || ~a & 1 != 1) return 9;
    if (*p * *p != 4 || b-*p != 1) return 10;
    if (*q++ != 5 || *q != 6 || ++*q != 7 || (*q)++ != 7 || arr[1] != 8) return 11;
    if (-s.p->p->v[1] != -2 || *s.p->v + 1 != 2 || &s.p->v[2] - s.v != 2) return 12;
    a = b = c;
    if (a != 4 || b != 4) return 13;
    a = 1 ? 2 : 0 ? 3 : 4;
    if (a != 2) return 14;
    if (sizeof(int) * 2 != 8 || -1 >> 1 != -1 || (char)257 * 2 != 2) return 15;
    if ((a = 5, a) != 5 || !f(0) + 1 != 2) return 16;
    return 0;
}
