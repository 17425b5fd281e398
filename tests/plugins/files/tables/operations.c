typedef int operation(int, int);
int add(int a, int b) { return a + b; }
int subtract(int a, int b) { return a - b; }
static int multiply(int a, int b) { return a * b; }
operation *const operations[4] = { add, &subtract, multiply };

operation *choose(int which)
{
    return which >= 0 && which < (int)(sizeof operations / sizeof *operations) ? operations[which] : 0;
}

int fold(operation *f, int start, const int *values, unsigned count)
{
    return count ? fold(f, f(start, *values), values + 1, count - 1) : start;
}

static int (*kept[2])(int);
static int both(int x) { return kept[1](kept[0](x)); }

int (*compose(int (*first)(int), int (*second)(int)))(int)
{
    kept[0] = first;
    kept[1] = second;
    return both;
}

void *identity(void *p) { return p; }
