int f(a, b);
int g(int a, b) { return a; }
int h(a) int a; int z; { return a; }
int k(a) int a; int a; { return a; }
int later();
int use(void) { return later(1, 2) + later(1.5); }
int other();
int first(void) { return other(1); }
int other(double d) { return (int)d; }
int none() { return 0; }
int calls(void) { return none(1, 2); }
implicit(x) { return x; }
static count = 3;
const limit = 5;
int one(int a);
int one() { return 1; }
int empty(int n) { if (n) return; return 1; }
