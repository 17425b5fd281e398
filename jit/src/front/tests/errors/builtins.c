/* GNU C's built-in functions, used wrongly. */
struct s { int a; struct { int b[4]; } in; };
int x;
double d;
const int fixed;
int count = __builtin_clz();
int more = __builtin_popcount(1, 2);
int text = __builtin_isnan("no");
int class = __builtin_isinf(x);
int unknown = __builtin_frobnicate(1);
int member = __builtin_offsetof(struct s, in.c);
int scalar = __builtin_offsetof(int, a);
int f(void *p)
{
    if (__builtin_add_overflow(x, d, &x) || __builtin_mul_overflow(1, 2, &fixed)) return 1;
    return __builtin_choose_expr(x, 1, 2) + __builtin_expect(f, 1) + __builtin_bswap32(p);
}
