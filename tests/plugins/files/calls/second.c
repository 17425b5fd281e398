int even(unsigned n);
static int hits;
int hits_second(void) { return hits; }

int odd(unsigned n)
{
    hits++;
    return n == 0 ? 0 : even(n - 1);
}

// The narrow parameters are cut on the way in.
long long mix(signed char c, unsigned short s, long long wide, _Bool b)
{
    return c + s + wide + b * 100;
}
