/* Edit distance of two strings, with one row of the table. */

#ifdef SMALL
enum { LONGEST = 12, STRINGS = 3 };
#else
enum { LONGEST = 96, STRINGS = 8 };
#endif

static char strings[STRINGS][LONGEST + 1];

static int least(int a, int b, int c)
{
    int m = a < b ? a : b;

    return m < c ? m : c;
}

static int length_of(const char *s)
{
    int length = 0;

    while (s[length])
        length++;
    return length;
}

static int distance(const char *a, const char *b)
{
    int row[LONGEST + 1];
    int i, j, rows = length_of(a), columns = length_of(b);

    for (j = 0; j <= columns; j++)
        row[j] = j;
    for (i = 1; i <= rows; i++) {
        int diagonal = row[0];

        row[0] = i;
        for (j = 1; j <= columns; j++) {
            int above = row[j];

            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[columns];
}

void setup(void)
{
    unsigned seed = 11;
    int i, k;

    for (i = 0; i < STRINGS; i++) {
        seed = seed * 1664525 + 1013904223;
        for (k = 0; k < LONGEST - (int)(seed >> 29); k++) {
            /* Strings are edited copies of the first. */
            if (i == 0 || (seed >> (k % 24) & 7) == 0)
                strings[i][k] = 'a' + (seed >> (k % 20) & 7);
            else
                strings[i][k] = strings[0][(k + i) % (LONGEST / 2)];
        }
        strings[i][k] = 0;
    }
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i;

    for (i = 0; i < n; i++)
        sum = sum * 31 + distance(strings[i % STRINGS], strings[(i + 1 + i / STRINGS % (STRINGS - 1)) % STRINGS]);
    return sum;
}
