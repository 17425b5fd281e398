/* Cuts out the middle: half of the width, half of the height, rounded up. */

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
    int left = (in->width - out->width) / 2;
    int top = (in->height - out->height) / 2;
    int row_bytes = out->width * 3;
    int x, y;

    for (y = 0; y < out->height; y++) {
        const unsigned char *src = in->data + ((top + y) * in->width + left) * 3;
        unsigned char *dst = out->data + y * row_bytes;
        for (x = 0; x < row_bytes; x++)
            dst[x] = src[x];
    }
    return 0;
}
