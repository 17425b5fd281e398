// test lower
struct s { int a; char b[5]; double c; } global;
void f(struct s *p) { *p = global; }
int g(void) { struct s local = { 1, "two", 3 }; f(&local); return local.a; }
