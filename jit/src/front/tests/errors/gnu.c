__attribute__((constructor)) void start(void) { }
__attribute__((nonsense)) int strange;
typedef int word __attribute__((mode(DI)));
int big __attribute__((aligned(3)));
int named(void) __asm__("other");
int f(int n, void *p) {
    __asm__ volatile ("nop");
    switch (n) { case 1 ... 5: break; case 3: break; case 9 ... 7: break; }
    goto *n;
    int a[n];
    return ({ ; });
}
int *p = &&nowhere;
int v = ({ 1; });
int range[4] = { [2 ... 6] = 1, [3 ... 1] = 2 };
int matrix(int n, int m[n][n]);
struct flex { int n; int a[]; };
int local(void) { struct flex s = { 1, { 2, 3 } }; return s.n; }
int tentative[];
