// test check
#define ADD(a, b) ((a) + (b))
#define TWICE(x) ADD(x, y)
int f(int x) { return TWICE(x); }
