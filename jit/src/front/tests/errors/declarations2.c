static int missing(void);
int printf(int);
int puts(const char *);
static int later(int);
int uses(void) { int a; float a; printf(1); puts("x"); return missing() + later(1); }
int later(int n, int m);
typedef int t;
int g(t t) { return t; }
int k(a, b) int a, b; { return a; }
_Complex double z;
const int c = 5;
void set(void) { c = 6; static const int d = 1; d++; const struct { int m; } e = { 1 }; e.m = 2; }
register int r;
extern int bad = later;
int size = sizeof(struct nowhere);
