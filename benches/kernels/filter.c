/* A packet filter: IPv4 packets are held against a table of rules, and the first rule that matches decides. */

#ifdef SMALL
enum { PACKETS = 12, RULES = 12 };
#else
enum { PACKETS = 256, RULES = 24 };
#endif

enum { BYTES = 64, TCP = 6, UDP = 17, ICMP = 1 };

enum verdict { DROP, ACCEPT, LOG };

struct rule {
    unsigned source, source_mask;
    unsigned target, target_mask;
    unsigned short from_port, to_port; /* of the target, both included */
    unsigned char protocol;            /* 0: any */
    unsigned char verdict;
};

struct header {
    unsigned source, target;
    int source_port, target_port;
    int protocol;
};

struct packet {
    int length;
    unsigned char bytes[BYTES];
};

static struct packet packets[PACKETS];
static struct rule rules[RULES];
static unsigned hits[RULES];

static int be16(const unsigned char *p)
{
    return p[0] << 8 | p[1];
}

static unsigned be32(const unsigned char *p)
{
    return (unsigned)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

/* Reads what rules are about. Returns 0 if the packet is not what it should be. */
static int parse(const unsigned char *p, int length, struct header *h)
{
    int words, total;

    if (length < 20 || p[0] >> 4 != 4)
        return 0;
    words = p[0] & 15;
    total = be16(p + 2);
    if (words < 5 || total < 4 * words || total > length)
        return 0;
    h->protocol = p[9];
    h->source = be32(p + 12);
    h->target = be32(p + 16);
    h->source_port = 0;
    h->target_port = 0;
    if (h->protocol == TCP || h->protocol == UDP) {
        /* Only the first fragment has ports. */
        if ((be16(p + 6) & 0x1fff) != 0 || total < 4 * words + 8)
            return 0;
        h->source_port = be16(p + 4 * words);
        h->target_port = be16(p + 4 * words + 2);
    }
    return 1;
}

static int matches(const struct rule *r, const struct header *h)
{
    return (h->source & r->source_mask) == r->source && (h->target & r->target_mask) == r->target &&
           (r->protocol == 0 || r->protocol == h->protocol) && h->target_port >= r->from_port &&
           h->target_port <= r->to_port;
}

static enum verdict decide(const struct rule *table, int count, const unsigned char *p, int length)
{
    struct header h;
    int i;

    if (!parse(p, length, &h))
        return DROP;
    for (i = 0; i < count; i++)
        if (matches(&table[i], &h)) {
            hits[i]++;
            return table[i].verdict;
        }
    return DROP;
}

static unsigned seed;

static unsigned next(void)
{
    seed = seed * 1664525 + 1013904223;
    return seed >> 8;
}

static void put32(unsigned char *p, unsigned value)
{
    p[0] = value >> 24;
    p[1] = value >> 16;
    p[2] = value >> 8;
    p[3] = value;
}

void setup(void)
{
    static const int ports[8] = { 22, 25, 53, 80, 123, 443, 993, 8080 };
    int i, k;

    seed = 12;
    for (i = 0; i < RULES; i++) {
        struct rule *r = &rules[i];
        int port = ports[next() % 8];

        r->source_mask = i % 3 == 0 ? 0xffffff00 : 0;
        r->source = (0x0a000000 | (next() & 7) << 8) & r->source_mask;
        r->target_mask = i % 2 == 0 ? 0xffff0000 : 0;
        r->target = (0xc0a80000 | (next() & 3) << 16) & r->target_mask;
        r->protocol = i % 4 == 3 ? UDP : TCP;
        r->from_port = port;
        r->to_port = i % 5 == 4 ? port + 100 : port;
        r->verdict = i % 3;
    }
    for (i = 0; i < PACKETS; i++) {
        unsigned char *p = packets[i].bytes;
        int port = next() % 4 == 0 ? (int)(next() & 0xffff) : ports[next() % 8];

        for (k = 0; k < BYTES; k++)
            p[k] = next();
        packets[i].length = BYTES - next() % 16;
        p[0] = next() % 32 == 0 ? 0x46 : 0x45;
        p[2] = 0;
        p[3] = 44;
        p[6] = 0x40;
        p[7] = next() % 32 == 0;
        k = next() % 8;
        p[9] = k == 0 ? ICMP : k < 3 ? UDP : TCP;
        put32(p + 12, 0x0a000000 | (next() & 0x7ff));
        put32(p + 16, 0xc0a80000 | (next() & 0x3ffff));
        k = (p[0] & 15) * 4;
        p[k + 2] = port >> 8;
        p[k + 3] = port;
    }
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i, k;

    for (i = 0; i < RULES; i++)
        hits[i] = 0;
    for (i = 0; i < n; i++)
        for (k = 0; k < PACKETS; k++)
            sum = sum * 3 + decide(rules, RULES, packets[k].bytes, packets[k].length);
    for (i = 0; i < RULES; i++)
        sum = sum * 31 + hits[i];
    return sum;
}
