/* Box blur of a gray image: a running sum along each row, then along each column. */

#ifdef SMALL
enum { WIDTH = 12, HEIGHT = 8 };
#else
enum { WIDTH = 160, HEIGHT = 120 };
#endif

enum { RADIUS = 3, BOX = 2 * RADIUS + 1 };

static unsigned char image[WIDTH * HEIGHT], between[WIDTH * HEIGHT], result[WIDTH * HEIGHT];

static int inside(int at, int length)
{
    if (at < 0)
        return 0;
    return at < length ? at : length - 1;
}

/* Blurs a line of `length` samples that lie `step` apart. */
static void blur_line(const unsigned char *src, unsigned char *dst, int length, int step)
{
    int i, sum = 0;

    for (i = -RADIUS; i <= RADIUS; i++)
        sum += src[inside(i, length) * step];
    for (i = 0; i < length; i++) {
        dst[i * step] = (sum + BOX / 2) / BOX;
        sum += src[inside(i + RADIUS + 1, length) * step] - src[inside(i - RADIUS, length) * step];
    }
}

static void blur(const unsigned char *src, unsigned char *dst, int width, int height)
{
    int i;

    for (i = 0; i < height; i++)
        blur_line(src + i * width, between + i * width, width, 1);
    for (i = 0; i < width; i++)
        blur_line(between + i, dst + i, height, width);
}

void setup(void)
{
    unsigned seed = 3;
    int i;

    for (i = 0; i < WIDTH * HEIGHT; i++) {
        seed = seed * 1664525 + 1013904223;
        image[i] = seed >> 24;
    }
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i;

    for (i = 0; i < n; i++) {
        blur(image, result, WIDTH, HEIGHT);
        sum = sum * 31 + result[i % (WIDTH * HEIGHT)];
    }
    for (i = 0; i < WIDTH * HEIGHT; i++)
        sum = sum * 31 + result[i];
    return sum;
}
