struct point { int x, y; };

int distance(struct point *a, struct point *b) {
    int dx = a.x - b->x;
    int dy = a->z - b->y;
    return dx * dx + dy * dyy;
}

int main(void) {
    struct point p = { 1, 2 }
    prinft("%d\n", distance(&p));
    char *s = 5;
    return p;
}
