int side(void);
int f(int x) { return x; side(); }
int g(int x) { while (1) { if (0) side(); } return x; }
int h(int x) { int unused = x * 3; if (1 < 2) return 4; else return side(); }
void v(void) { }
int none(void) { }
