// test lower
double f(void) { return 0.1 + 0.2; }
float g(void) { return 0.1f + 0.2f; }
int h(void) { return (int)2.9 + (int)-2.9; }
unsigned u(void) { return (unsigned)3000000000.0; }
double n(void) { return -0.0; }
double c(void) { return (double)(float)0.1; }
long long l(void) { return (long long)-1e15; }
int compare(void) { return 0.1 + 0.2 == 0.3; }
