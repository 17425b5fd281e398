// Structs in structs and arrays; initialisers with and without inner braces.
struct point { int x, y; };
struct rect { struct point from, to; char tag[4]; };
struct rect unit = { { 0, 0 }, { 1, 1 }, "un" };
struct rect flat = { 1, 2, 3, 4, { 'a', 'b' } };
struct tree { struct tree *left, *right; int value; };
struct { struct { int a; struct { int b[3]; } deep; } inner; int last; } odd = { { 1, { { 2, 3, 4 } } }, 5 };

int area(struct rect *r) { return (r->to.x - r->from.x) * (r->to.y - r->from.y); }
int sum(struct tree *t) { return t ? sum(t->left) + t->value + sum(t->right) : 0; }

int main(void)
{
    struct rect r = { { 1, 1 }, { 4, 3 } }, rs[2] = { { { 0, 0 }, { 2, 2 } }, { { 0, 0 }, { 3, 3 } } };
    struct tree leaf1 = { 0, 0, 5 }, leaf2 = { 0, 0, 7 }, root = { &leaf1, &leaf2, 1 };
    if (area(&unit) != 1 || unit.tag[1] != 'n' || unit.tag[2]) return 1;
    if (flat.from.y != 2 || flat.to.x != 3 || flat.tag[1] != 'b' || flat.tag[3]) return 2;
    if (area(&r) != 6 || r.tag[0]) return 3;
    if (area(&rs[1]) != 9) return 4;
    if (sum(&root) != 13 || root.left->value != 5) return 5;
    if (odd.inner.deep.b[2] != 4 || odd.last != 5 || odd.inner.a != 1) return 6;
    r.to = unit.to;
    if (r.to.x != 1 || r.from.x != 1) return 7;
    rs[0].from.x = 1;
    (&rs[0].to)->y += 3;
    if (area(rs) != 5) return 8;
    return 0;
}
