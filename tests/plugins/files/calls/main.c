// Functions that call each other across files, recursively; statics of the same name in each file.
int even(unsigned n);
int odd(unsigned n);
unsigned ackermann(unsigned m, unsigned n);
long long mix(signed char c, unsigned short s, long long wide, _Bool b);
int hits_first(void), hits_second(void);
static int helper(int x) { return x + 1; }
static int hits = 1000;

int main(void)
{
    if (!even(10) || even(7) || odd(4) || !odd(9)) return 1;
    if (ackermann(2, 3) != 9) return 2;
    if (helper(1) != 2 || hits != 1000) return 3;
    if (mix(300, 65537, -5000000000LL, 256) != 44 + 1 - 5000000000LL + 100) return 4;
    if (hits_first() != 17 || hits_second() != 17) return 5;
    return 0;
}
