int f(int a, int b) { return (a + 0) * 8 + b / 4 - (a - a) + (1 + 2 * 3); }
unsigned g(unsigned a) { return a / 16 + a % 16 + a * 7; }
long long h(long long a, int b) { return a << b | 0xffLL; }
double k(double a, float b) { return a * b - 1; }
