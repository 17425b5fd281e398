struct hidden;
struct hidden *h;
void *v;
int (*fp)(int);
int a[3];
void test(int n, char *c, const char *k) {
    n = *v;
    v[0] = 1;
    h->x = 1;
    h++;
    fp++;
    a = 0;
    c = k;
    n = c == n;
    n = c == a;
    n = c < 0 || c == 0;
    c = n ? c : a;
    c = (char *)1.5;
    n = (struct hidden)n;
    fp = test;
    fp = &a;
    sizeof(void);
    sizeof(struct hidden);
}
