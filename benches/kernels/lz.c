/* Decompression of the LZ4 block format, with all checks. Setup compresses a text by the simplest means. */

#ifdef SMALL
enum { SIZE = 160 };
#else
enum { SIZE = 16384 };
#endif

enum { LEAST = 4, HASH = 1024 };

static unsigned char text[SIZE], packed[SIZE + SIZE / 128 + 64], unpacked[SIZE];
static int packed_size;
static int last_seen[HASH];

/* Bytes written, or -1 if the input is not valid or the room does not suffice. */
static int decompress(const unsigned char *src, int src_size, unsigned char *dst, int room)
{
    const unsigned char *end = src + src_size;
    unsigned char *out = dst, *limit = dst + room;

    while (src < end) {
        int token = *src++, length = token >> 4, i, more;
        const unsigned char *match;
        int distance;

        if (length == 15) {
            do {
                if (src >= end)
                    return -1;
                more = *src++;
                length += more;
            } while (more == 255);
        }
        if (length > end - src || length > limit - out)
            return -1;
        for (i = 0; i < length; i++)
            *out++ = *src++;
        if (src >= end)
            break;
        if (end - src < 2)
            return -1;
        distance = src[0] | src[1] << 8;
        src += 2;
        if (distance == 0 || distance > out - dst)
            return -1;
        length = token & 15;
        if (length == 15) {
            do {
                if (src >= end)
                    return -1;
                more = *src++;
                length += more;
            } while (more == 255);
        }
        length += LEAST;
        if (length > limit - out)
            return -1;
        match = out - distance;
        for (i = 0; i < length; i++)
            *out++ = *match++;
    }
    return out - dst;
}

static unsigned char *put_length(unsigned char *out, int length)
{
    for (; length >= 255; length -= 255)
        *out++ = 255;
    *out++ = length;
    return out;
}

static unsigned char *put_sequence(unsigned char *out, const unsigned char *literals, int count, int distance, int match)
{
    int over = match - LEAST;

    *out++ = (count < 15 ? count : 15) << 4 | (match == 0 ? 0 : over < 15 ? over : 15);
    if (count >= 15)
        out = put_length(out, count - 15);
    while (count-- > 0)
        *out++ = *literals++;
    if (match == 0)
        return out;
    *out++ = distance;
    *out++ = distance >> 8;
    return over >= 15 ? put_length(out, over - 15) : out;
}

static int compress(const unsigned char *src, int size, unsigned char *dst)
{
    unsigned char *out = dst;
    int at = 0, anchor = 0, i;

    for (i = 0; i < HASH; i++)
        last_seen[i] = -1;
    while (at + LEAST <= size) {
        unsigned word = src[at] | src[at + 1] << 8 | src[at + 2] << 16 | (unsigned)src[at + 3] << 24;
        int slot = word * 2654435761u >> 22, from = last_seen[slot], length = 0;

        last_seen[slot] = at;
        if (from >= 0)
            while (at + length < size && src[from + length] == src[at + length])
                length++;
        if (length < LEAST) {
            at++;
            continue;
        }
        out = put_sequence(out, src + anchor, at - anchor, at - from, length);
        at += length;
        anchor = at;
    }
    return put_sequence(out, src + anchor, size - anchor, 0, 0) - dst;
}

void setup(void)
{
    static const char *words[16] = { "the ", "of ", "plugin ", "and ", "a ", "in ", "runtime ", "to ",
                                     "is ", "that ", "memory ", "segment ", "for ", "as ", "upcall ", "\n" };
    unsigned seed = 8;
    int at = 0;

    while (at < SIZE) {
        const char *word;

        seed = seed * 1664525 + 1013904223;
        word = words[seed >> 28];
        while (*word && at < SIZE)
            text[at++] = *word++;
        if ((seed >> 20 & 7) == 0 && at < SIZE)
            text[at++] = '0' + (seed >> 12) % 10;
    }
    packed_size = compress(text, SIZE, packed);
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i;

    for (i = 0; i < n; i++)
        sum = sum * 31 + decompress(packed, packed_size, unpacked, SIZE);
    for (i = 0; i < SIZE; i++)
        sum = sum * 31 + (unpacked[i] == text[i] ? unpacked[i] : 1000);
    return sum;
}
