/* The Mandelbrot set as a bitmap, after the Computer Language Benchmarks Game. */

#ifdef SMALL
enum { SIZE = 8 };
#else
enum { SIZE = 64 };
#endif

enum { ITERATIONS = 50 };

static unsigned char bitmap[SIZE * SIZE / 8];

/* Whether a point has not left the circle of radius 2. */
static int stays(double cr, double ci)
{
    double zr = 0, zi = 0, tr = 0, ti = 0;
    int i;

    for (i = 0; i < ITERATIONS && tr + ti <= 4.0; i++) {
        zi = 2.0 * zr * zi + ci;
        zr = tr - ti + cr;
        tr = zr * zr;
        ti = zi * zi;
    }
    return tr + ti <= 4.0;
}

static void draw(unsigned char *out, int size, double left, double top, double side)
{
    int x, y, bits = 0;

    for (y = 0; y < size; y++)
        for (x = 0; x < size; x++) {
            bits = bits << 1 | stays(left + side * x / size, top + side * y / size);
            if (x % 8 == 7) {
                *out++ = bits;
                bits = 0;
            }
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
        draw(bitmap, SIZE, -1.5, -1.0 + i % 8 * 0.001, 2.0);
        sum = sum * 31 + bitmap[i % (SIZE * SIZE / 8)];
    }
    for (i = 0; i < SIZE * SIZE / 8; i++)
        sum = sum * 31 + bitmap[i];
    return sum;
}
