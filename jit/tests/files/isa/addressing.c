// test isa ia32
// test isa amd64
int table[10];
int f(int i) { return table[i]; }
short g(short *p, int i) { return p[i + 3]; }
void h(int *p, int i, int v) { p[4 * i] += v; }
