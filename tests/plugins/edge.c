/* Shows edges: the gradient by Sobel's operator, as the sum of its absolute parts. */

struct image {
    int width, height;
    int channels;
    unsigned char *data;
};

static int clamp(int value, int last)
{
    return value < 0 ? 0 : value > last ? last : value;
}

/* Brightness of a pixel; beyond the border that of the nearest one. */
static int light(const struct image *in, int x, int y)
{
    const unsigned char *p;

    x = clamp(x, in->width - 1);
    y = clamp(y, in->height - 1);
    p = in->data + (y * in->width + x) * 3;
    return (77 * p[0] + 150 * p[1] + 29 * p[2]) >> 8;
}

static int sobel[3][3] = {
    { -1, 0, 1 },
    { -2, 0, 2 },
    { -1, 0, 1 },
};

int image_size(const struct image *in, struct image *out)
{
    out->channels = 1;
    return 0;
}

int image(const struct image *in, struct image *out)
{
    unsigned char *dst = out->data;
    int x, y, i, j;

    for (y = 0; y < in->height; y++) {
        for (x = 0; x < in->width; x++) {
            int across = 0, down = 0, sum;
            for (i = 0; i < 3; i++) {
                for (j = 0; j < 3; j++) {
                    int value = light(in, x + j - 1, y + i - 1);
                    across += sobel[i][j] * value;
                    down += sobel[j][i] * value;
                }
            }
            sum = (across < 0 ? -across : across) + (down < 0 ? -down : down);
            *dst++ = sum > 255 ? 255 : sum;
        }
    }
    return 0;
}
