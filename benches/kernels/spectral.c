/* Spectral norm of an infinite matrix, after the Computer Language Benchmarks Game. */

#ifdef SMALL
enum { SIZE = 8 };
#else
enum { SIZE = 100 };
#endif

static double u[SIZE], v[SIZE], between[SIZE];

static double eval_a(int i, int j)
{
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

static void multiply_av(int size, const double *from, double *to)
{
    int i, j;

    for (i = 0; i < size; i++) {
        to[i] = 0;
        for (j = 0; j < size; j++)
            to[i] += eval_a(i, j) * from[j];
    }
}

static void multiply_atv(int size, const double *from, double *to)
{
    int i, j;

    for (i = 0; i < size; i++) {
        to[i] = 0;
        for (j = 0; j < size; j++)
            to[i] += eval_a(j, i) * from[j];
    }
}

static void multiply_atav(int size, const double *from, double *to)
{
    multiply_av(size, from, between);
    multiply_atv(size, between, to);
}

void setup(void)
{
}

unsigned kernel(int n)
{
    double vbv = 0, vv = 0;
    int i;

    for (i = 0; i < SIZE; i++)
        u[i] = 1;
    for (i = 0; i < n; i++) {
        multiply_atav(SIZE, u, v);
        multiply_atav(SIZE, v, u);
    }
    for (i = 0; i < SIZE; i++) {
        vbv += u[i] * v[i];
        vv += v[i] * v[i];
    }
    /* The norm is the root of this. */
    return n > 0 ? (unsigned)(long long)(vbv / vv * 1e9) : 0;
}
