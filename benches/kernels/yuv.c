/* Colour conversion as video encoders begin with it: interleaved RGB to planes of Y, U and V (BT.601, studio range). */

#ifdef SMALL
enum { WIDTH = 16, HEIGHT = 4 };
#else
enum { WIDTH = 176, HEIGHT = 144 };
#endif

struct frame {
    int width, height;
    unsigned char *y, *u, *v;
};

static unsigned char rgb[3 * WIDTH * HEIGHT];
static unsigned char planes[3][WIDTH * HEIGHT];

static void rgb_to_yuv(const unsigned char *src, struct frame *frame)
{
    int i, count = frame->width * frame->height;

    for (i = 0; i < count; i++) {
        int r = src[0], g = src[1], b = src[2];

        frame->y[i] = ((66 * r + 129 * g + 25 * b + 128) >> 8) + 16;
        frame->u[i] = ((-38 * r - 74 * g + 112 * b + 128) >> 8) + 128;
        frame->v[i] = ((112 * r - 94 * g - 18 * b + 128) >> 8) + 128;
        src += 3;
    }
}

void setup(void)
{
    unsigned seed = 1;
    int i;

    for (i = 0; i < 3 * WIDTH * HEIGHT; i++) {
        seed = seed * 1664525 + 1013904223;
        rgb[i] = seed >> 24;
    }
}

unsigned kernel(int n)
{
    struct frame frame;
    unsigned sum = 0;
    int i, plane;

    frame.width = WIDTH;
    frame.height = HEIGHT;
    frame.y = planes[0];
    frame.u = planes[1];
    frame.v = planes[2];
    for (i = 0; i < n; i++) {
        rgb_to_yuv(rgb, &frame);
        sum = sum * 31 + frame.u[i % (WIDTH * HEIGHT)];
    }
    for (plane = 0; plane < 3; plane++)
        for (i = 0; i < WIDTH * HEIGHT; i++)
            sum = sum * 31 + planes[plane][i];
    return sum;
}
