/*
 * Turns a colour image gray while it streams by: binary PPM (P6) in, binary PGM (P5) out. The file comes in chunks
 * cut anywhere; what can't be finished yet is kept in the state, so the output does not depend on the cuts.
 */

/* What the next byte belongs to. */
enum { LETTER, DIGIT, GAP, NUMBER, COMMENT, PIXELS, BAD };

struct state {
    unsigned char phase;
    unsigned char numbers;  /* header numbers that are complete: width, height, largest sample */
    unsigned char held;     /* bytes of a pixel that the last cut has split: 0, 1 or 2 */
    unsigned char pixel[2]; /* those bytes */
    unsigned int value;     /* of the number that is being read */
};

static int is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Ends a number of the header: 0, or -1 if it can't be that of an image with one byte per sample. */
static int end_number(struct state *st)
{
    st->numbers++;
    return st->value == 0 || (st->numbers == 3 && st->value > 255) ? -1 : 0;
}

/* Takes one byte of the header. Returns the byte to write for it, or -1 if this is not a P6 file. */
static int header(struct state *st, int c)
{
    switch (st->phase) {
    case LETTER:
        st->phase = DIGIT;
        return c == 'P' ? c : -1;
    case DIGIT:
        st->phase = GAP;
        return c == '6' ? '5' : -1;
    case COMMENT:
        if (c == '\n' || c == '\r')
            st->phase = st->numbers == 3 ? PIXELS : GAP;
        return c;
    case NUMBER:
        if (c >= '0' && c <= '9') {
            if (st->value < 1000000)
                st->value = st->value * 10 + (c - '0');
            return c;
        }
        if (end_number(st) < 0)
            return -1;
        /* One white space, or a comment to the end of its line, lies between the last number and the pixels. */
        st->phase = st->numbers == 3 ? PIXELS : GAP;
        break;
    case GAP:
        if (c >= '0' && c <= '9') {
            st->phase = NUMBER;
            st->value = c - '0';
            return c;
        }
        break;
    default:
        return -1;
    }
    if (c == '#')
        st->phase = COMMENT;
    else if (!is_space(c))
        return -1;
    return c;
}

static int gray(int red, int green, int blue)
{
    return (red >> 2) + 5 * (green >> 3) + (blue >> 3);
}

/* Converts the `size` bytes at `offset` of the file. Returns how many it wrote, or -1 if this is not a P6 file. */
int grayscale(const unsigned char *src, unsigned char *dst, int offset, int size, struct state *st)
{
    const unsigned char *end = src + size;
    unsigned char *out = dst;

    if (offset == 0) {
        st->phase = LETTER;
        st->numbers = 0;
        st->held = 0;
    }
    while (src < end && st->phase != PIXELS) {
        int c = header(st, *src++);
        if (c < 0) {
            st->phase = BAD;
            return -1;
        }
        *out++ = c;
    }
    while (src < end && st->held > 0) {
        if (st->held == 2) {
            *out++ = gray(st->pixel[0], st->pixel[1], *src++);
            st->held = 0;
        } else {
            st->pixel[st->held++] = *src++;
        }
    }
    for (; end - src >= 3; src += 3)
        *out++ = gray(src[0], src[1], src[2]);
    while (src < end)
        st->pixel[st->held++] = *src++;
    return out - dst;
}

#ifdef SMALL
enum { SIDE = 8 };
#else
enum { SIDE = 160 };
#endif

static unsigned char image[3 * SIDE * SIDE + 16], gray_image[SIDE * SIDE + 16];
static int image_size;

void setup(void)
{
    unsigned int seed = 12;
    int i, k, digits = SIDE >= 100 ? 100 : 1;
    unsigned char *p = image;

    *p++ = 'P';
    *p++ = '6';
    for (i = 0; i < 2; i++) {
        *p++ = '\n';
        for (k = digits; k > 0; k /= 10)
            *p++ = '0' + SIDE / k % 10;
    }
    *p++ = '\n';
    *p++ = '2';
    *p++ = '5';
    *p++ = '5';
    *p++ = '\n';
    for (i = 0; i < 3 * SIDE * SIDE; i++) {
        seed = seed * 1664525 + 1013904223;
        *p++ = seed >> 24;
    }
    image_size = p - image;
}

unsigned kernel(int n)
{
    struct state st;
    unsigned int sum = 0;
    int i;

    for (i = 0; i < n; i++)
        sum = sum * 31 + grayscale(image, gray_image, 0, image_size, &st);
    for (i = 0; i < SIDE * SIDE; i++)
        sum = sum * 31 + gray_image[i];
    return sum;
}
