// A checksum: unsigned shifts and table look-ups.
unsigned table[256];

void make(void)
{
    for (unsigned n = 0; n < 256; n++) {
        unsigned c = n;
        for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
        table[n] = c;
    }
}

unsigned crc(const char *s)
{
    unsigned c = 0xffffffffu;
    while (*s) c = table[(c ^ *s++) & 0xff] ^ (c >> 8);
    return ~c;
}

unsigned long long fnv(const char *s)
{
    unsigned long long h = 14695981039346656037ULL;
    while (*s) h = (h ^ (unsigned char)*s++) * 1099511628211ULL;
    return h;
}

int main(void)
{
    make();
    if (crc("123456789") != 0xcbf43926u) return 1;
    if (crc("") != 0) return 2;
    if (fnv("a") != 0xaf63dc4c8601ec8cULL) return 3;
    if (fnv("foobar") != 0x85944171f73967e8ULL) return 4;
    return 0;
}
