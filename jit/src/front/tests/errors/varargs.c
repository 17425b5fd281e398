/* Variable arguments. */
typedef __builtin_va_list va_list;
struct unknown;

int fixed(int n) { va_list v; __builtin_va_start(v, n); return 0; }

int variable(int first, int last, ...)
{
    va_list v;
    int n = 0;
    __builtin_va_start(v, first);
    __builtin_va_start(n, last);
    n += __builtin_va_arg(v, char);
    n += __builtin_va_arg(v, float);
    n += __builtin_va_arg(v, int[3])[0];
    n += __builtin_va_arg(n, int);
    __builtin_va_arg(v, struct unknown);
    __builtin_va_end(last);
    return n;
}
