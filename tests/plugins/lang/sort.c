// Quick sort through a comparison function, on elements of any size.
int by_int(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
int by_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

void swap(char *a, char *b, unsigned size)
{
    while (size--) {
        char t = *a;
        *a++ = *b;
        *b++ = t;
    }
}

void sort(void *base, int count, unsigned size, int (*compare)(const void *, const void *))
{
    char *v = base;
    int last = 0;
    if (count < 2) return;
    for (int i = 1; i < count; i++)
        if (compare(v + i * size, v) < 0) swap(v + ++last * size, v + i * size, size);
    swap(v, v + last * size, size);
    sort(v, last, size, compare);
    sort(v + (last + 1) * size, count - last - 1, size, compare);
}

int main(void)
{
    int v[50];
    double d[5] = { 0.5, -1.5, 8.25, 3, 0 };
    unsigned seed = 12345;
    for (int i = 0; i < 50; i++) {
        seed = seed * 1103515245u + 12345u;
        v[i] = (seed >> 16) % 1000;
    }
    sort(v, 50, sizeof(v[0]), by_int);
    for (int i = 1; i < 50; i++) if (v[i - 1] > v[i]) return 1;
    sort(d, 5, sizeof(d[0]), by_double);
    for (int i = 1; i < 5; i++) if (d[i - 1] < d[i]) return 2;
    if (d[0] != 8.25 || d[4] != -1.5) return 3;
    return 0;
}
