/* The same numbers everywhere: xorshift64 (Marsaglia, "Xorshift RNGs"). */
static unsigned long long state;

static unsigned long long next(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static unsigned below(unsigned n) { return (unsigned)(next() >> 20) % n; }

static double of_bits(unsigned long long bits) {
    union {
        unsigned long long bits;
        double value;
    } number;
    number.bits = bits;
    return number.value;
}

static unsigned long long bits_of(double value) {
    union {
        double value;
        unsigned long long bits;
    } number;
    number.value = value;
    return number.bits;
}

/* Bits of a double: any at all, small ones, ones of moderate size, and those at which something changes. */
static unsigned long long some_double(void) {
    static const unsigned long long EDGES[] = {
        0, 1, 0x8000000000000000, 0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000, 0xfff8000000000000,
        0x3fe0000000000000 /* 0.5 */, 0x3ff8000000000000 /* 1.5 */, 0x4004000000000000 /* 2.5 */,
        0x4023000000000000 /* 9.5 */, 0x4058e00000000000 /* 99.5 */, 0x7fefffffffffffff, 0x0010000000000000,
        0x000fffffffffffff, 0x44b52d02c7e14af6 /* 1e23 */, 0x4480f0cf064dd592 /* 1e22 */, 0x3fb999999999999a /* 0.1 */,
        0x3f1a36e2eb1c432d /* 1e-4 */, 0x3ee4f8b588e368f1 /* 1e-5 */, 0x40f86a0000000000 /* 1e5 */,
        0x412e848000000000 /* 1e6 */, 0x4330000000000000, 0x4340000000000001};
    switch (below(5)) {
    case 0: return next();
    case 1: return next() >> 12;
    case 2: return EDGES[below(sizeof EDGES / sizeof *EDGES)];
    /* Few digits, so that ties occur. */
    case 3: return (next() & 0x800fff0000000000) | (unsigned long long)(1023 - 8 + below(24)) << 52;
    default: return (next() & 0x800fffffffffffff) | (unsigned long long)(1023 - 60 + below(120)) << 52;
    }
}
