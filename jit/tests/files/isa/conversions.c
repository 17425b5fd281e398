// test isa ia32
// test isa amd64
double u32(unsigned x) { return x; }
unsigned long long to_u64(double x) { return (unsigned long long)x; }
float narrow(double x) { return (float)x; }
int byte(int x) { return (signed char)x; }
