/*
 * Stands halfway between two images. The second one may have another size: what it does not cover fades to black. A
 * single image is faded into its own mirror image.
 */

struct image {
    int width, height;
    int channels;
    unsigned char *data;
};

/* 16.16 fixed point: 0 is all the first image, ONE all the second. */
enum { ONE = 0x10000, HALF = ONE / 2 };

static int mix(int first, int second, int weight)
{
    return (first * (ONE - weight) + second * weight) >> 16;
}

int image(const struct image *in, struct image *out)
{
    const struct image *second = in[1].width > 0 ? in + 1 : 0;
    const unsigned char *a = in->data;
    unsigned char *dst = out->data;
    int x, y, c;

    for (y = 0; y < in->height; y++) {
        for (x = 0; x < in->width; x++) {
            const unsigned char *b = 0;
            if (!second)
                b = in->data + (y * in->width + in->width - 1 - x) * 3;
            else if (x < second->width && y < second->height)
                b = second->data + (y * second->width + x) * 3;
            for (c = 0; c < 3; c++)
                *dst++ = mix(*a++, b ? b[c] : 0, HALF);
        }
    }
    return 0;
}
