// test run
// call fixed(1)
// call sum(3)
#define va_list __builtin_va_list
#define va_start __builtin_va_start
#define va_arg __builtin_va_arg
#define va_end __builtin_va_end
#define va_copy __builtin_va_copy
static double collect(const char *what, ...)
{
    double sum = 0;
    va_list list, again;
    va_start(list, what);
    va_copy(again, list);
    for (const char *p = what; *p; p++) {
        switch (*p) {
        case 'i': sum += va_arg(list, int); break;
        case 'l': sum += va_arg(list, long long); break;
        case 'd': sum += va_arg(list, double); break;
        case 'p': sum += *va_arg(list, int *); break;
        }
    }
    sum += va_arg(again, int) * 1000;
    va_end(again);
    va_end(list);
    return sum;
}
double fixed(int x) { int y = 7; return collect("ildpi", x, 1LL << 33, 0.25f, &y, (char)-3); }
double sum(int x) { return collect("iiiiiiiiii", x, 1, 2, 3, 4, 5, 6, 7, 8, 9); }
//# run
//| fixed(1) = 8589935597.25
//| sum(3) = 3048.0
