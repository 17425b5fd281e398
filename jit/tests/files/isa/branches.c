// test isa ia32
// test isa amd64
int max(int a, int b) { return a > b ? a : b; }
int within(unsigned x) { return x >= 10 && x <= 20; }
int nan(double x, double y) { return x < y ? 1 : x != x ? 2 : 3; }
