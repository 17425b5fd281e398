// test lower
int f(int x) { return x + 0; }
int g(int x) { return x * 1; }
int h(int x) { return x * 8; }
unsigned i(unsigned x) { return x / 8; }
unsigned j(unsigned x) { return x % 8; }
int k(int x) { return x & -1; }
int l(int x) { return x ^ x; }
int m(int x) { return -(-x); }
