// test isa ia32
// test isa amd64
double callee(int, double, long long, float);
double f(int a, double b) { return callee(a, b, a, (float)b); }
int indirect(int (*p)(int), int x) { return p(x) + p(x); }
