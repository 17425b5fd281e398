/* SHA-256 (FIPS 180-4). */

#ifdef SMALL
enum { SIZE = 70 };
#else
enum { SIZE = 4000 };
#endif

struct sha256 {
    unsigned state[8];
    unsigned long long bytes;
    unsigned char block[64];
};

static const unsigned k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static unsigned char message[SIZE], digest[32];

#define ROTR(x, n) ((x) >> (n) | (x) << (32 - (n)))

static void transform(unsigned *state, const unsigned char *block)
{
    unsigned w[64], a, b, c, d, e, f, g, h;
    int i;

    for (i = 0; i < 16; i++, block += 4)
        w[i] = (unsigned)block[0] << 24 | block[1] << 16 | block[2] << 8 | block[3];
    for (; i < 64; i++) {
        unsigned s0 = ROTR(w[i - 15], 7) ^ ROTR(w[i - 15], 18) ^ w[i - 15] >> 3;
        unsigned s1 = ROTR(w[i - 2], 17) ^ ROTR(w[i - 2], 19) ^ w[i - 2] >> 10;

        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    a = state[0];
    b = state[1];
    c = state[2];
    d = state[3];
    e = state[4];
    f = state[5];
    g = state[6];
    h = state[7];
    for (i = 0; i < 64; i++) {
        unsigned s1 = ROTR(e, 6) ^ ROTR(e, 11) ^ ROTR(e, 25);
        unsigned t1 = h + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i];
        unsigned s0 = ROTR(a, 2) ^ ROTR(a, 13) ^ ROTR(a, 22);
        unsigned t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));

        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

static void begin(struct sha256 *s)
{
    static const unsigned initial[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
    int i;

    for (i = 0; i < 8; i++)
        s->state[i] = initial[i];
    s->bytes = 0;
}

static void update(struct sha256 *s, const unsigned char *data, int size)
{
    while (size-- > 0) {
        s->block[s->bytes++ % 64] = *data++;
        if (s->bytes % 64 == 0)
            transform(s->state, s->block);
    }
}

static void finish(struct sha256 *s, unsigned char *out)
{
    static const unsigned char padding[64] = { 0x80 };
    unsigned long long bits = s->bytes * 8;
    unsigned char length[8];
    int i;

    for (i = 0; i < 8; i++)
        length[i] = bits >> (56 - 8 * i);
    update(s, padding, 1 + (119 - s->bytes % 64) % 64);
    update(s, length, 8);
    for (i = 0; i < 32; i++)
        out[i] = s->state[i / 4] >> (24 - 8 * (i % 4));
}

void setup(void)
{
    unsigned seed = 7;
    int i;

    for (i = 0; i < SIZE; i++) {
        seed = seed * 1664525 + 1013904223;
        message[i] = seed >> 24;
    }
}

unsigned kernel(int n)
{
    struct sha256 s;
    unsigned sum = 0;
    int i, j;

    for (i = 0; i < 32; i++)
        digest[i] = 0;
    for (i = 0; i < n; i++) {
        begin(&s);
        update(&s, digest, 32);
        update(&s, message, SIZE);
        finish(&s, digest);
    }
    for (j = 0; j < 32; j++)
        sum = sum * 31 + digest[j];
    return sum;
}
