// test isa ia32
// test isa amd64
long long add(long long a, long long b) { return a + b; }
long long mul(long long a, long long b) { return a * b; }
int less(long long a, long long b) { return a < b; }
unsigned long long shift(unsigned long long a) { return a >> 35; }
