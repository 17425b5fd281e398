// Compound literals.
struct point { int x, y; };
int norm(struct point *p) { return p->x * p->x + p->y * p->y; }
int sum(int *v) { return v[0] + v[1] + v[2]; }

int main(void)
{
    struct point p;
    int *q, n = 4;
    if (norm(&(struct point){ 3, 4 }) != 25) return 1;
    if (sum((int[]){ n, n + 1, n + 2 }) != 15) return 2;
    p = (struct point){ .y = 7 };
    if (p.x || p.y != 7) return 3;
    q = &(int){ 5 };
    *q += 1;
    if (*q != 6) return 4;
    if ((struct point){ 1, 2 }.y != 2) return 5;
    for (int i = 0; i < 3; i++) {
        int *v = (int[3]){ i };
        if (v[0] != i || v[1]) return 6;
        v[1] = 9;
    }
    if (((char[]){ "abc" })[1] != 'b') return 7;
    return 0;
}
