// test check
#define ADD(a, b) ((a) + (b))
#define TWICE(x) ADD(x, y)
int f(int x) { return TWICE(x); }
//# check
//| error: cannot find name `y`
//|  --> in_macros.c:4:23
//|   |
//| 4 | int f(int x) { return TWICE(x); }
//|   |                       ^^^^^^^^ not declared
//|   |
//| note: in this expansion of macro `TWICE`
//|  --> in_macros.c:3:25
//|   |
//| 3 | #define TWICE(x) ADD(x, y)
//|   |                         ^
//|
