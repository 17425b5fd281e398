// test check
struct s { int x; } v;
int a[3];
int f(int *p)
{
    a = 0;
    *v = 1;
    p = 1.5;
    p * 2;
    return v;
}
void g(void) { f("text"); f(); g() + 1; break; }
//# check
//| error: can't assign to an array
//|  --> types.c:6:5
//|   |
//| 6 |     a = 0;
//|   |     ^
//|   |
//|   = help: assign its elements, one by one
//|
//| error: `*` needs a pointer, found `struct s`
//|  --> types.c:7:5
//|   |
//| 7 |     *v = 1;
//|   |     ^- `struct s`
//|
//| error: mismatched types in assignment
//|  --> types.c:8:9
//|   |
//| 8 |     p = 1.5;
//|   |         ^^^ expected `int *`, found `double`
//|
//| error: `*` can't be applied to `int *` and `int`
//|  --> types.c:9:7
//|   |
//| 9 |     p * 2;
//|   |     - ^ - `int`
//|   |     |
//|   |     `int *`
//|
//| error: mismatched types in `return`
//|   --> types.c:10:12
//|    |
//| 10 |     return v;
//|    |            ^ expected `int`, found `struct s`
//|
//| error: mismatched types in argument 1 of `f`
//|   --> types.c:12:18
//|    |
//| 12 | void g(void) { f("text"); f(); g() + 1; break; }
//|    |                  ^^^^^^ expected `int *`, found `char *`
//|    |
//|    = help: if that is what you want, say so with a cast: `(int *)`
//|
//| error: expected 1 argument, found 0
//|   --> types.c:12:27
//|    |
//|  4 | int f(int *p)
//|    |     - declared here
//| ...
//| 12 | void g(void) { f("text"); f(); g() + 1; break; }
//|    |                           ^^^
//|    |
//|    = note: its type is `int (int *)`
//|
//| error: `+` can't be applied to `void` and `int`
//|   --> types.c:12:36
//|    |
//| 12 | void g(void) { f("text"); f(); g() + 1; break; }
//|    |                                --- ^ - `int`
//|    |                                |
//|    |                                `void`
//|
//| error: `break` outside of a loop or switch
//|   --> types.c:12:41
//|    |
//| 12 | void g(void) { f("text"); f(); g() + 1; break; }
//|    |                                         ^^^^^
//|
