// test lower
int f(int x) { if (sizeof(int) == 4) return x; return -x; }
int g(int x) { return 0 && x; }
int h(int x) { return x || 1; }
int i(int x) { while (0) x++; return x; }
int j(int x) { return 1 ? x : x / 0; }
