// Structs: members, pointers to them, layout.
struct point { int x, y; };
struct mixed { char c; short s; int i; char d; long long l; float f; double g; _Bool b; };
struct point origin, unit = { 1, 1 };

int dot(struct point *a, struct point *b) { return a->x * b->x + a->y * b->y; }
void move(struct point *p, int dx, int dy) { p->x += dx; p->y += dy; }

int main(void)
{
    struct point p = { 3, 4 }, *q = &p, list[3];
    struct mixed m;
    if (p.x != 3 || q->y != 4 || (*q).x != 3) return 1;
    if (origin.x || origin.y || unit.x != 1) return 2;
    if (dot(&p, &unit) != 7) return 3;
    move(&p, 10, -10);
    if (p.x != 13 || p.y != -6) return 4;
    for (int i = 0; i < 3; i++) { list[i].x = i; list[i].y = -i; }
    move(&list[1], 5, 5);
    if (list[1].x != 6 || list[1].y != 4 || list[2].y != -2) return 5;
    m.c = 300; m.s = 70000; m.i = -1; m.d = 'd'; m.l = 0x100000000LL; m.f = 0.5f; m.g = 0.25; m.b = 7;
    if (m.c != 44 || m.s != 4464 || m.i != -1 || m.d != 'd' || m.l != 0x100000000LL) return 6;
    if (m.f + m.g != 0.75 || m.b != 1) return 7;
    if ((char *)&m.s - (char *)&m != 2 || (char *)&m.i - (char *)&m != 4) return 8;
    if ((char *)&m.l - (char *)&m != 16 || (char *)&m.g - (char *)&m != 32) return 9;
    if (sizeof(struct mixed) != 48 || sizeof(struct point) != 8) return 10;
    q++;
    if (q - &p != 1) return 11;
    return 0;
}
