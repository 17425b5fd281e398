/* Behind the table of the functions. */

struct record {
    double x, y, result;
    long long error;
};

void apply(int number, struct record *records, int count) {
    double (*f)(double, double) = cases[number];
    int i;
    for (i = 0; i < count; i++) {
        errno = 0;
        records[i].result = f(records[i].x, records[i].y);
        records[i].error = errno;
    }
}

union number {
    double f;
    unsigned long long u;
};

static const double special[] = {
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.0, 2.5, 3.0, -3.0, 10.0, -20.0, 171.5, -170.5, 1e300, 1e-300, 5e-324, 710.0,
    -745.0, 1024.0, -1074.5, 1e22, 4503599627370495.5, 2147483647.5, 3.5e38, 1e-45, 88.9, -103.9, 27.0, 1.7976931348623157e308,
    2.2250738585072014e-308,
};

static unsigned long long state;

/* Steele, Lea and Flood's SplitMix64. */
static unsigned long long next(void) {
    unsigned long long z = state += 0x9e3779b97f4a7c15ULL;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
    return z ^ z >> 31;
}

static double any(void) {
    union number n;
    n.u = next();
    switch (n.u & 3) {
    case 0:
        n.u = next();
        break;
    case 1: return (int)(n.u >> 32) * 0x1p-26;
    case 2: return special[n.u >> 32 & 31];
    default:
        n.f = special[n.u >> 32 & 31];
        n.u += next() & 3;
    }
    /* A NaN that signals becomes another one wherever it is looked at. */
    return n.f != n.f ? INFINITY : n.f;
}

unsigned long long checksum(int number, unsigned count) {
    double (*f)(double, double) = cases[number];
    unsigned long long sum = 14695981039346656037ULL;
    union number n;
    double x, y;
    state = number;
    while (count--) {
        x = any();
        y = any();
        errno = 0;
        n.f = f(x, y);
        /* One NaN is as good as another. */
        if (n.f != n.f) n.u = 1;
        sum = (sum ^ n.u ^ (unsigned long long)errno << 32) * 1099511628211ULL;
    }
    return sum;
}
