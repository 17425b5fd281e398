static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
typedef unsigned char byte, *bptr, barr[4];
typedef struct node node_t;
struct node { node_t *n; byte b; };
typedef int (*cmp)(const void *, const void *);
typedef enum { RED, GREEN } color;
static int c(const void *a, const void *b) {
    return *(const byte *)a - *(const byte *)b;
}
typedef void vfn(void);
typedef byte byte;
int program(void) {
    barr x = { 1, 2, 3, 4 };
    bptr p = x;
    cmp f = c;
    color k = GREEN;
    typedef long byte2;
    byte2 q = 4;
    check(p[2], 3);
    check(f(x, x + 1), -1);
    check(k, 1);
    check((int)q, 4);
    check((int)sizeof(barr), 4);
    int byte = 3;
    return byte - 3;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
