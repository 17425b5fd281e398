/* Structs as arguments and results. */
struct unknown;
struct pair { int a, b; };
struct other { int a, b; };

struct unknown lost(void);
struct pair make(int n);
int take(struct pair p);
int many(int n, ...);

struct unknown define(void) { }
int parameter(struct unknown u) { return 0; }
struct pair wrong(struct other o) { return o; }
struct pair number(void) { return 1; }
int arguments(struct other o) { return take(o) + take(1) + take(make(1)); }
int temporary(void) { make(1).a = 2; make(2)++; return &make(3) == 0; }
int result(void) { lost(); return make(1); }
int mixed(struct pair p, struct other o) { p = o; return p == make(1); }
