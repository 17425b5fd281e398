/* Convolution of a gray image with any 3x3 kernel; the border is copied. */

#ifdef SMALL
enum { WIDTH = 12, HEIGHT = 6 };
#else
enum { WIDTH = 160, HEIGHT = 120 };
#endif

struct filter {
    int weights[3][3];
    int shift; /* the sum is divided by a power of two */
    int bias;
};

static unsigned char image[WIDTH * HEIGHT], result[WIDTH * HEIGHT];
static struct filter filters[3] = {
    { { { 1, 2, 1 }, { 2, 4, 2 }, { 1, 2, 1 } }, 4, 0 },
    { { { 0, -1, 0 }, { -1, 5, -1 }, { 0, -1, 0 } }, 0, 0 },
    { { { -2, -1, 0 }, { -1, 1, 1 }, { 0, 1, 2 } }, 0, 16 },
};

static unsigned char clamp(int value)
{
    if (value < 0)
        return 0;
    return value > 255 ? 255 : value;
}

static void convolve(const unsigned char *src, unsigned char *dst, int width, int height, const struct filter *filter)
{
    int x, y, i, j;

    for (x = 0; x < width; x++) {
        dst[x] = src[x];
        dst[(height - 1) * width + x] = src[(height - 1) * width + x];
    }
    for (y = 1; y < height - 1; y++) {
        dst[y * width] = src[y * width];
        dst[y * width + width - 1] = src[y * width + width - 1];
        for (x = 1; x < width - 1; x++) {
            int sum = 0;

            for (j = 0; j < 3; j++)
                for (i = 0; i < 3; i++)
                    sum += filter->weights[j][i] * src[(y + j - 1) * width + x + i - 1];
            dst[y * width + x] = clamp((sum >> filter->shift) + filter->bias);
        }
    }
}

void setup(void)
{
    unsigned seed = 2;
    int i;

    for (i = 0; i < WIDTH * HEIGHT; i++) {
        seed = seed * 1664525 + 1013904223;
        image[i] = (seed >> 26) + 2 * (i % WIDTH > i / WIDTH ? i % 60 : 30);
    }
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i;

    for (i = 0; i < n; i++) {
        convolve(image, result, WIDTH, HEIGHT, &filters[i % 3]);
        sum = sum * 31 + result[(i * 7 + WIDTH + 1) % (WIDTH * HEIGHT)];
    }
    for (i = 0; i < WIDTH * HEIGHT; i++)
        sum = sum * 31 + result[i];
    return sum;
}
