/* The sieve of Eratosthenes over the odd numbers. */

#ifdef SMALL
enum { LIMIT = 200 };
#else
enum { LIMIT = 40000 };
#endif

static unsigned char composite[LIMIT / 2];

/* How many primes there are below `limit`. */
static int count_primes(int limit)
{
    int i, k, count = 1, half = limit / 2;

    for (i = 0; i < half; i++)
        composite[i] = 0;
    /* 2i + 1 is the number; its square has the index 2i(i + 1). */
    for (i = 1; i < half; i++) {
        if (composite[i])
            continue;
        count++;
        for (k = 2 * i * (i + 1); k < half; k += 2 * i + 1)
            composite[k] = 1;
    }
    return count;
}

void setup(void)
{
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i;

    for (i = 0; i < n; i++)
        sum = sum * 31 + count_primes(LIMIT - i % 16);
    for (i = 0; i < LIMIT / 2; i++)
        sum = sum * 31 + composite[i];
    return sum;
}
