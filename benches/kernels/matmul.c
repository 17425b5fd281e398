/* Product of square matrices of doubles. */

#ifdef SMALL
enum { SIZE = 4 };
#else
enum { SIZE = 64 };
#endif

typedef double matrix[SIZE][SIZE];

static matrix left, right, product;

static void multiply(matrix c, matrix a, matrix b)
{
    int i, j, k;

    for (i = 0; i < SIZE; i++)
        for (j = 0; j < SIZE; j++) {
            double sum = 0;

            for (k = 0; k < SIZE; k++)
                sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
}

void setup(void)
{
    int i, j;

    for (i = 0; i < SIZE; i++)
        for (j = 0; j < SIZE; j++) {
            left[i][j] = (i * 7 + j * 3) % 11 - 5.25;
            right[i][j] = 1.0 / (i + j + 1);
        }
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i, j;

    for (i = 0; i < n; i++) {
        left[0][0] = i % 100;
        multiply(product, left, right);
        sum = sum * 31 + (unsigned)(int)(product[i % SIZE][0] * 1000);
    }
    for (i = 0; i < SIZE; i++)
        for (j = 0; j < SIZE; j++)
            sum = sum * 31 + (unsigned)(int)(product[i][j] * 1e6);
    return sum;
}
