int default(void) { return 0; }
int f(int while) { int for = 3; return 0; }
struct s { int if; };
int g(void) { return struct; }
