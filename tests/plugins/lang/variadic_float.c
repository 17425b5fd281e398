// Floating numbers as variable arguments: float becomes double.
typedef __builtin_va_list va_list;
struct vec { float x; double y; };

static double total(const char *what, ...)
{
    va_list list;
    double sum = 0;
    __builtin_va_start(list, what);
    for (; *what; what++) {
        if (*what == 'd') sum += __builtin_va_arg(list, double);
        else if (*what == 'L') sum += __builtin_va_arg(list, long double);
        else if (*what == 'i') sum += __builtin_va_arg(list, int);
        else if (*what == 'v') { struct vec v = __builtin_va_arg(list, struct vec); sum += v.x * v.y; }
        else sum += *__builtin_va_arg(list, double *);
    }
    __builtin_va_end(list);
    return sum;
}

int main(void)
{
    float f = 0.5f;
    double d = 0.25;
    struct vec v = { 1.5f, 4 };
    if (total("dd", f, d) != 0.75) return 1;
    if (total("didid", 1.5, 2, 2.5, 3, f) != 9.5) return 2;
    if (total("vpd", v, &d, -d) != 6) return 3;
    return 0;
}
