/* For programs whose results are compared with those of the C library of the machine that tests. */
void emit(int value);

static unsigned long long seed = 1;

/* Knuth's MMIX generator. */
static unsigned next(void) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(seed >> 33);
}

static unsigned below(unsigned n) { return next() % n; }
static int sign(int x) { return (x > 0) - (x < 0); }

/* Where a pointer points to, or -1. */
static int place(const void *p, const void *base) { return p ? (const char *)p - (const char *)base : -1; }

static unsigned sum(const void *bytes, unsigned n) {
    const unsigned char *p = bytes;
    unsigned hash = 2166136261U;
    while (n--) hash = (hash ^ *p++) * 16777619U;
    return hash;
}
