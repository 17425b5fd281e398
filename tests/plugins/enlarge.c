/* Doubles width and height: every pixel becomes a square of four. */

struct image {
    int width, height;
    int channels;
    unsigned char *data;
};

int image_size(const struct image *in, struct image *out)
{
    if (in->width > 0x3fffffff || in->height > 0x3fffffff)
        return 1;
    out->width = 2 * in->width;
    out->height = 2 * in->height;
    return 0;
}

int image(const struct image *in, struct image *out)
{
    const unsigned char *src = in->data;
    unsigned char *dst = out->data;
    int row_bytes = out->width * 3;
    int x, y, c;

    for (y = 0; y < in->height; y++) {
        for (x = 0; x < in->width; x++, src += 3, dst += 6) {
            for (c = 0; c < 3; c++)
                dst[c] = dst[c + 3] = dst[c + row_bytes] = dst[c + row_bytes + 3] = src[c];
        }
        dst += row_bytes;
    }
    return 0;
}
