// Initialisers: nested, flattened, designated, overridden, of unions, of arrays of unknown size.
struct point { int x, y; };
struct shape { char kind; struct point corners[3]; union { int i; double d; char c[8]; } u; const char *name; };
int sparse[] = { [5] = 50, 60, [2] = 20, 30, [5] = 55 };
int grid[][3] = { { 1 }, { [1] = 5 }, [3] = { 7, 8, 9 } };
int flat[2][2][2] = { 1, 2, 3, 4, 5 };
int deep[2][2][2] = { { { 1 }, 2 }, { { 3 }, { 4, 5 } } };
struct shape shapes[] = {
    { 'a', { { 1, 2 }, { 3 } }, { 77 }, "first" },
    [2] = { .name = "third", .corners = { [1].y = 9, [2] = { .y = 4, .x = 3 } }, .u.d = 0.5 },
    { 'd', 1, 2, 3, 4, 5, 6, .u = { .c = "abc" } },
};
struct point pairs[4] = { 1, 2, { 3 }, 5, 6 };
char words[3][4] = { "one", { 't', 'w', 'o' }, "four" };
char *list[] = { "x", [3] = "y", 0 };
struct { struct { int a; } in[2]; int after; } order = { .after = 9, .in[1].a = 8, 10 };
int *inside = &grid[3][1], *past = sparse + sizeof sparse / sizeof *sparse;
unsigned char *middle = (unsigned char *)&shapes[2].u;

int check_locals(int n)
{
    struct shape s = { .corners[1].x = 3, .u = { .c = { [2] = 'q', 'r' } }, .kind = n };
    int a[] = { n, n + 1, [4] = n * 2, n * 3 };
    struct point p[] = { { .y = n }, { n, n }, [3].x = n };
    union { char c[4]; int i; } u = { .i = 0x01020304 }, v = { { 'a', 'b' } };
    if (sizeof a != 24 || a[0] != n || a[3] || a[4] != 2 * n || a[5] != 3 * n) return 1;
    if (sizeof p != 32 || p[0].x || p[0].y != n || p[1].x != n || p[2].x || p[2].y || p[3].x != n || p[3].y) return 2;
    if (u.c[0] != 4 || u.c[3] != 1 || v.c[1] != 'b' || v.c[2]) return 3;
    return s.kind != n || s.u.c[0] || s.u.c[2] != 'q' || s.u.c[3] != 'r' || s.name;
}

int main(void)
{
    int i, total = 0;
    if (sizeof sparse != 28 || sparse[0] || sparse[2] != 20 || sparse[3] != 30 || sparse[4] || sparse[5] != 55) return 1;
    if (sparse[6] != 60 || past[-1] != 60) return 2;
    if (sizeof grid != 48 || grid[0][1] || grid[1][0] || grid[1][1] != 5 || grid[2][2] || grid[3][2] != 9) return 3;
    if (*inside != 8 || flat[1][0][0] != 5 || flat[0][1][1] != 4 || flat[1][1][1]) return 4;
    if (deep[0][0][0] != 1 || deep[0][0][1] || deep[0][1][0] != 2 || deep[1][0][0] != 3 || deep[1][1][1] != 5) return 5;
    if (sizeof shapes != 4 * sizeof(struct shape) || shapes[0].corners[1].x != 3 || shapes[0].u.i != 77) return 6;
    if (shapes[1].kind || shapes[1].name || shapes[2].corners[1].y != 9 || shapes[2].corners[2].x != 3) return 7;
    if (shapes[2].u.d != 0.5 || middle[7] != 0x3f || shapes[2].name[0] != 't') return 8;
    if (shapes[3].corners[2].y != 6 || shapes[3].u.c[2] != 'c' || shapes[3].u.c[3]) return 9;
    for (i = 0; i < 4; i++) total = total * 10 + pairs[i].x + pairs[i].y;
    if (total != 3000 + 300 + 110) return 10;
    if (words[1][2] != 'o' || words[1][3] || words[2][3] != 'r' || words[0][3]) return 11;
    if (sizeof list != 20 || list[1] || list[3][0] != 'y' || list[4]) return 12;
    if (order.in[0].a || order.in[1].a != 8 || order.after != 10) return 13;
    if (check_locals(1) || check_locals(1)) return 14;
    return 0;
}
