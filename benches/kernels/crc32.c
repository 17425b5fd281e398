/* CRC-32 as in Ethernet, zip and PNG, byte by byte with a table. */

#ifdef SMALL
enum { SIZE = 64 };
#else
enum { SIZE = 16384 };
#endif

static unsigned table[256];
static unsigned char data[SIZE];

static void make_table(void)
{
    unsigned c;
    int n, k;

    for (n = 0; n < 256; n++) {
        c = n;
        for (k = 0; k < 8; k++)
            c = c & 1 ? 0xedb88320u ^ c >> 1 : c >> 1;
        table[n] = c;
    }
}

static unsigned update(unsigned crc, const unsigned char *p, int size)
{
    crc = ~crc;
    while (size-- > 0)
        crc = table[(crc ^ *p++) & 255] ^ crc >> 8;
    return ~crc;
}

void setup(void)
{
    unsigned seed = 6;
    int i;

    make_table();
    for (i = 0; i < SIZE; i++) {
        seed = seed * 1664525 + 1013904223;
        data[i] = seed >> 24;
    }
}

unsigned kernel(int n)
{
    unsigned crc = 0;
    int i;

    for (i = 0; i < n; i++)
        crc = update(crc, data, SIZE);
    return crc;
}
