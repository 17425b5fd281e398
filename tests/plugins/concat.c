/* Puts images side by side. What is below a lower one stays black. A single image is put beside itself. */

struct image {
    int width, height;
    int channels;
    unsigned char *data;
};

int image_size(const struct image *in, struct image *out)
{
    int i;

    if (in[1].width == 0) {
        if (in->width > 0x3fffffff)
            return 1;
        out->width = 2 * in->width;
        return 0;
    }
    for (i = 1; in[i].width != 0; i++) {
        if (in[i].width > 0x7fffffff - out->width)
            return 1;
        out->width += in[i].width;
        if (in[i].height > out->height)
            out->height = in[i].height;
    }
    return 0;
}

static void paste(const struct image *in, const struct image *out, int left)
{
    int row_bytes = in->width * 3;
    int x, y;

    for (y = 0; y < in->height; y++) {
        const unsigned char *src = in->data + y * row_bytes;
        unsigned char *dst = out->data + (y * out->width + left) * 3;
        for (x = 0; x < row_bytes; x++)
            dst[x] = src[x];
    }
}

int image(const struct image *in, struct image *out)
{
    int i, left = 0;

    if (in[1].width == 0)
        paste(in, out, in->width);
    for (i = 0; in[i].width != 0; i++) {
        paste(in + i, out, left);
        left += in[i].width;
    }
    return 0;
}
