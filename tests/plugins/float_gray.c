/* Gray by the weights of ITU-R BT.601, in floating point, rounded to nearest. */

struct image {
    int width, height;
    int channels;
    unsigned char *data;
};

int image_size(const struct image *in, struct image *out)
{
    out->channels = 1;
    return 0;
}

int image(const struct image *in, struct image *out)
{
    const unsigned char *p = in->data;
    int i, n = in->width * in->height;

    for (i = 0; i < n; i++, p += 3) {
        double gray = 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
        out->data[i] = (unsigned char)(gray + 0.5);
    }
    return 0;
}
