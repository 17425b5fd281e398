/*
 * Convolution of a gray image with any kernel of up to 5x5 numbers. What kernel is used is in variables, which a host
 * sets, or binds to constants so that this code is compiled for one kernel.
 */

int kernel_width = 3, kernel_height = 3;
int kernel[25] = { 0, 0, 0, 0, 1 };
int shift, bias;

static unsigned char clamp(int value)
{
    return value < 0 ? 0 : value > 255 ? 255 : value;
}

/* Writes the pixels that have all their neighbours. */
void convolve(const unsigned char *source, unsigned char *target, int width, int height)
{
    int x, y, i, j;

    for (y = 0; y <= height - kernel_height; y++) {
        unsigned char *out = target + (y + kernel_height / 2) * width + kernel_width / 2;

        for (x = 0; x <= width - kernel_width; x++) {
            const unsigned char *corner = source + y * width + x;
            int sum = 0;

            for (j = 0; j < kernel_height; j++)
                for (i = 0; i < kernel_width; i++)
                    sum += kernel[j * kernel_width + i] * corner[j * width + i];
            out[x] = clamp((sum >> shift) + bias);
        }
    }
}
