// test check
int f(int a)
{
    int b = a +;
    return c;
}
int g(void) { return f(1, 2) }
struct s { int x; } s;
int h(void) { return s.y + s->x; }
//# check
//| error: expected an expression, found `;`
//|  --> recovery.c:4:16
//|   |
//| 4 |     int b = a +;
//|   |                ^ expected an expression
//|
//| error: cannot find name `c`
//|  --> recovery.c:5:12
//|   |
//| 5 |     return c;
//|   |            ^ not declared
//|
//| error: expected 1 argument, found 2
//|  --> recovery.c:7:22
//|   |
//| 2 | int f(int a)
//|   |     - declared here
//| ...
//| 7 | int g(void) { return f(1, 2) }
//|   |                      ^^^^^^^
//|   |
//|   = note: its type is `int (int)`
//|
//| error: `struct s` has no member `y`
//|  --> recovery.c:9:24
//|   |
//| 9 | int h(void) { return s.y + s->x; }
//|   |                        ^ unknown member
//|   |
//|   = note: its members are `x`
//|
