// Function pointers that cross files: compared, kept, passed on, called through tables of another file.
typedef int operation(int, int);
typedef operation *chooser(int);
extern operation *const operations[4];
operation add, subtract;
operation *choose(int which);
int fold(operation *f, int start, const int *values, unsigned count);
int (*compose(int (*first)(int), int (*second)(int)))(int);
void *identity(void *p);
static int local(int a, int b) { return a * 100 + b; }
static int inc(int x) { return x + 1; }
static int twice(int x) { return x * 2; }

int main(void)
{
    static const int values[] = { 5, 3, 2 };
    chooser *pick = choose;
    if (operations[0] != add || operations[1] != subtract || operations[3] != 0) return 1;
    if (operations[0](2, 3) != 5 || (*operations[1])(2, 3) != -1 || (***operations[2])(7, 6) != 42) return 2;
    if (pick(1) != subtract || pick(0)(20, 2) != 22 || pick(9)) return 3;
    if (fold(add, 1, values, 3) != 11 || fold(choose(2), 1, values, 3) != 30) return 4;
    if (fold(local, 0, values, 3) != 50302) return 5;
    if (compose(inc, twice)(5) != 12 || compose(twice, inc)(5) != 11) return 6;
    if ((operation *)identity((void *)add) != add || ((operation *)identity(local))(1, 2) != 102) return 7;
    return 0;
}
