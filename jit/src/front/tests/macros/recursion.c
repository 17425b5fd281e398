#define fact(n) ((n) <= 1 ? 1 : (n) * fact((n) - 1))
#define SQUARE(x) ((x) * (x))
#define limit limit + 1
int f(int n) { return fact(n); }
int g(void) { return SQUARE; }
int h(void) { return limit; }
