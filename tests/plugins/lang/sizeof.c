// sizeof on types and expressions; the operand is not evaluated.
struct s { char a; double b; char c; };
union u { char a[5]; short b; };
int n = 0;
int bump(void) { return ++n; }

int main(void)
{
    int array[7];
    struct s v, *p = &v;
    if (sizeof(char) != 1 || sizeof(short) != 2 || sizeof(int) != 4 || sizeof(long) != 4) return 1;
    if (sizeof(long long) != 8 || sizeof(float) != 4 || sizeof(double) != 8 || sizeof(void *) != 4) return 2;
    if (sizeof(struct s) != 24 || sizeof(union u) != 6) return 3;
    if (sizeof array != 28 || sizeof array[0] != 4 || sizeof(array + 0) != 4 || sizeof &array != 4) return 4;
    if (sizeof v != 24 || sizeof *p != 24 || sizeof p->b != 8 || sizeof(p) != 4) return 5;
    if (sizeof(bump()) != 4 || sizeof(n++) != 4 || n != 0) return 6;
    if (sizeof(int[3][5]) != 60 || sizeof(int (*)[5]) != 4 || sizeof(char *[4]) != 16) return 7;
    if (sizeof((char)1 + (char)1) != 4 || sizeof(1.0f + 1) != 4 || sizeof(1 ? 1 : 1LL) != 8) return 8;
    if (sizeof(int) - 5 < 0) return 9;
    if (sizeof(sizeof(int)) != 4) return 10;
    return 0;
}
