/* Validation of UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */

#ifdef SMALL
enum { SIZE = 100 };
#else
enum { SIZE = 16384 };
#endif

static unsigned char text[SIZE];

static int continues(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

/* Number of characters, or -1 - offset of the first bad byte. */
static int validate(const unsigned char *s, int size)
{
    int i = 0, count = 0;

    while (i < size) {
        unsigned char c = s[i];
        int length;

        if (c < 0x80) {
            i++;
            count++;
            continue;
        }
        if (c >= 0xc2 && c <= 0xdf) {
            length = 2;
        } else if ((c & 0xf0) == 0xe0) {
            length = 3;
        } else if (c >= 0xf0 && c <= 0xf4) {
            length = 4;
        } else {
            return -1 - i;
        }
        if (length > size - i || !continues(s[i + 1]))
            return -1 - i;
        if (length == 3) {
            if ((c == 0xe0 && s[i + 1] < 0xa0) || (c == 0xed && s[i + 1] > 0x9f) || !continues(s[i + 2]))
                return -1 - i;
        } else if (length == 4) {
            if ((c == 0xf0 && s[i + 1] < 0x90) || (c == 0xf4 && s[i + 1] > 0x8f) || !continues(s[i + 2]) ||
                !continues(s[i + 3]))
                return -1 - i;
        }
        i += length;
        count++;
    }
    return count;
}

static int encode(unsigned code, unsigned char *out)
{
    if (code < 0x80) {
        out[0] = code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = 0xc0 | code >> 6;
        out[1] = 0x80 | (code & 63);
        return 2;
    }
    if (code < 0x10000) {
        out[0] = 0xe0 | code >> 12;
        out[1] = 0x80 | (code >> 6 & 63);
        out[2] = 0x80 | (code & 63);
        return 3;
    }
    out[0] = 0xf0 | code >> 18;
    out[1] = 0x80 | (code >> 12 & 63);
    out[2] = 0x80 | (code >> 6 & 63);
    out[3] = 0x80 | (code & 63);
    return 4;
}

void setup(void)
{
    unsigned seed = 10;
    int at = 0;

    while (at + 4 <= SIZE) {
        unsigned letter;

        seed = seed * 1664525 + 1013904223;
        letter = seed >> 16 & 31;
        switch (seed >> 28) {
        case 0:
            at += encode(0x430 + letter, text + at);
            break;
        case 1:
            at += encode(0x4e00 + letter * 32, text + at);
            break;
        case 2:
            at += encode(seed & 0x800000 ? 0x1f600 + letter : 0xe0 + letter, text + at);
            break;
        default:
            at += encode(' ' + letter * 2, text + at);
        }
    }
    while (at < SIZE)
        text[at++] = ' ';
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i;

    for (i = 0; i < n; i++) {
        /* The last byte is good in most rounds. */
        text[SIZE - 1] = i % 4 == 3 ? 0xc2 : 'a' + i % 4;
        sum = sum * 31 + validate(text, SIZE);
    }
    return sum;
}
