/* Flips of pancakes over all permutations, after the Computer Language Benchmarks Game. */

#ifdef SMALL
enum { SIZE = 4 };
#else
enum { SIZE = 7 };
#endif

struct result {
    int checksum;
    int most;
};

static void fannkuch(int size, int offset, struct result *result)
{
    int perm[SIZE], first[SIZE], count[SIZE];
    int i, r = size, permutations = 0;

    for (i = 0; i < size; i++)
        first[i] = (i + offset) % size;
    for (;;) {
        int flips = 0, k;

        for (; r != 1; r--)
            count[r - 1] = r;
        for (i = 0; i < size; i++)
            perm[i] = first[i];
        while ((k = perm[0]) != 0) {
            int half = (k + 1) >> 1;

            for (i = 0; i < half; i++) {
                int swap = perm[i];

                perm[i] = perm[k - i];
                perm[k - i] = swap;
            }
            flips++;
        }
        if (flips > result->most)
            result->most = flips;
        result->checksum += permutations % 2 == 0 ? flips : -flips;
        for (;;) {
            int lowest;

            if (r == size)
                return;
            lowest = first[0];
            for (i = 0; i < r; i++)
                first[i] = first[i + 1];
            first[r] = lowest;
            if (--count[r] > 0)
                break;
            r++;
        }
        permutations++;
    }
}

void setup(void)
{
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i;

    for (i = 0; i < n; i++) {
        struct result result = { 0, 0 };

        fannkuch(SIZE, i % SIZE, &result);
        sum = sum * 31 + result.checksum * 64 + result.most;
    }
    return sum;
}
