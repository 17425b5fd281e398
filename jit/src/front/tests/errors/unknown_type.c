struct point {
    int x;
    int y;
}

enum colour { RED };
union bits { int i; };

colour c;
int dist(point a, point *b) {
    return a.x - b->x;
}

int add(int a, b) {
    return a + b;
}

int main(void) {
    point p = { 1, 2 };
    bits *q;
    thing *t = make(p), u;
    t->next = u;
    p.x = q->i;
    return dist(p, &p) + add(1, 2) + c;
}
