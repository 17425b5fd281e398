// void pointers convert without casts.
void fill(void *to, int byte, unsigned n)
{
    unsigned char *p = to;
    while (n--) *p++ = byte;
}

void copy(void *to, const void *from, unsigned n)
{
    char *t = to;
    const char *f = from;
    for (unsigned i = 0; i < n; i++) t[i] = f[i];
}

void *pick(void *a, void *b, int n) { return n ? b : a; }

int main(void)
{
    int a[4], b[4];
    struct { short x, y; } s;
    double d = 1.5, e;
    int *q;
    fill(a, 0xff, sizeof(a));
    if (a[3] != -1) return 1;
    fill(a, 1, sizeof(a));
    copy(b, a, sizeof(b));
    if (b[2] != 0x01010101) return 2;
    fill(&s, 2, 4);
    if (s.y != 0x0202) return 3;
    copy(&e, &d, 8);
    if (e != 1.5) return 4;
    q = pick(a, b, 1);
    if (q != b || pick(a, b, 0) != (void *)a) return 5;
    return 0;
}
