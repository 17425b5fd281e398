char c;
unsigned char f(char a, unsigned short b, _Bool d) { c = a + b; return d ? a : b; }
int g(void) { return f(1, 2, 3) + c; }
