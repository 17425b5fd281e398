/* Halves width and height, rounded up: every square of four pixels becomes their mean. */

struct image {
    int width, height;
    int channels;
    unsigned char *data;
};

int image_size(const struct image *in, struct image *out)
{
    out->width = (in->width + 1) / 2;
    out->height = (in->height + 1) / 2;
    return 0;
}

int image(const struct image *in, struct image *out)
{
    unsigned char *dst = out->data;
    int x, y, c;

    for (y = 0; y < out->height; y++) {
        for (x = 0; x < out->width; x++) {
            const unsigned char *p = in->data + (2 * y * in->width + 2 * x) * 3;
            /* Where width or height is odd the last column or row stands in for the one that is missing. */
            int right = 2 * x + 1 < in->width ? 3 : 0;
            int below = 2 * y + 1 < in->height ? in->width * 3 : 0;
            for (c = 0; c < 3; c++, p++)
                *dst++ = (p[0] + p[right] + p[below] + p[below + right] + 2) >> 2;
        }
    }
    return 0;
}
