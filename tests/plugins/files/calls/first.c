int odd(unsigned n);
static int hits;
static int helper(int x) { return x - 1; }
int hits_first(void) { return hits; }

int even(unsigned n)
{
    hits++;
    return n == 0 ? 1 : odd(helper(n));
}

static unsigned step(unsigned m, unsigned n);
unsigned ackermann(unsigned m, unsigned n) { return m ? step(m, n) : n + 1; }
static unsigned step(unsigned m, unsigned n)
{
    return n ? ackermann(m - 1, ackermann(m, n - 1)) : ackermann(m - 1, 1);
}
