// Initialisers of locals: constant and computed, partial, designated, strings.
int next(void) { static int n = 0; return ++n; }
int sum(int *v, int n) { int s = 0; while (n--) s += v[n]; return s; }

int dirty(int n)
{
    volatile int junk[16];
    for (int i = 0; i < 16; i++) junk[i] = n - i;
    return junk[n];
}

int main(void)
{
    dirty(3);
    int a[5] = { next(), next(), next() };
    int zero[10] = { 0 };
    int des[6] = { [4] = 40, [1] = 10, 20 };
    char text[8] = "hey", exact[3] = "abc", sized[] = "four";
    char *names[] = { "x", "yz" };
    struct { int a; char b; double c; int d[3]; } s = { .c = 0.5, .d = { 1, 2 }, .a = next() };
    int grid[2][3] = { { 1 }, { 4, 5 } };
    int x = a[2], y = x * 2;
    struct { struct { int p, q; } in; int r; } n = { .in.q = 8, .r = 9 };
    if (a[0] + a[1] + a[2] != 6 || a[3] || a[4]) return 1;
    if (sum(zero, 10)) return 2;
    if (des[0] || des[1] != 10 || des[2] != 20 || des[3] || des[4] != 40 || des[5]) return 3;
    if (text[2] != 'y' || text[3] || text[7] || exact[2] != 'c' || sizeof(sized) != 5) return 4;
    if (names[1][1] != 'z' || sizeof(names) != 8) return 5;
    if (s.a != 4 || s.b || s.c != 0.5 || s.d[1] != 2 || s.d[2]) return 6;
    if (grid[0][0] != 1 || grid[0][1] || grid[1][1] != 5 || grid[1][2]) return 7;
    if (x != 3 || y != 6) return 8;
    if (n.in.p || n.in.q != 8 || n.r != 9) return 9;
    for (int i = 0; i < 3; i++) {
        int fresh[3] = { i };
        if (fresh[0] != i || fresh[1] || fresh[2]) return 10;
        fresh[1] = fresh[2] = 5;
    }
    return 0;
}
