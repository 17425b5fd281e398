/* Arithmetic as in C99 7.12 and 7.20.6: exact, so there is one right result for each input, and it is the same in
   every machine mode. `sqrt` is the processor's own. */

double sqrt(double x);

static const unsigned long long SIGN = 0x8000000000000000ULL;
static const unsigned long long FRACTION = 0x000fffffffffffffULL;
static const unsigned long long HIDDEN = 0x0010000000000000ULL;

static unsigned long long bits(double x) { return *(unsigned long long *)&x; }
static double from_bits(unsigned long long b) { return *(double *)&b; }
static unsigned bitsf(float x) { return *(unsigned *)&x; }
static float from_bitsf(unsigned b) { return *(float *)&b; }

int abs(int x) { return x < 0 ? -x : x; }
long labs(long x) { return x < 0 ? -x : x; }
long long llabs(long long x) { return x < 0 ? -x : x; }

double fabs(double x) { return from_bits(bits(x) & ~SIGN); }
float fabsf(float x) { return from_bitsf(bitsf(x) & 0x7fffffffU); }
double copysign(double x, double y) { return from_bits((bits(x) & ~SIGN) | (bits(y) & SIGN)); }
float copysignf(float x, float y) { return from_bitsf((bitsf(x) & 0x7fffffffU) | (bitsf(y) & 0x80000000U)); }

/* From 2^52 (2^23 for float) on every number is whole; the comparison is false for NaN, which is its own result. */
double trunc(double x) {
    if (!(fabs(x) < 4503599627370496.0)) return x;
    return copysign((double)(long long)x, x);
}

float truncf(float x) {
    if (!(fabsf(x) < 8388608.0f)) return x;
    return copysignf((float)(int)x, x);
}

double floor(double x) {
    double t = trunc(x);
    return t > x ? t - 1.0 : t;
}

float floorf(float x) {
    float t = truncf(x);
    return t > x ? t - 1.0f : t;
}

double ceil(double x) {
    double t = trunc(x);
    return t < x ? copysign(t + 1.0, x) : t;
}

float ceilf(float x) {
    float t = truncf(x);
    return t < x ? copysignf(t + 1.0f, x) : t;
}

/* Halves go away from zero. The difference is exact: both have the same exponent, or the whole part is zero. */
double round(double x) {
    double t = trunc(x);
    return fabs(x - t) >= 0.5 ? t + copysign(1.0, x) : t;
}

float roundf(float x) {
    float t = truncf(x);
    return fabsf(x - t) >= 0.5f ? t + copysignf(1.0f, x) : t;
}

float sqrtf(float x) {
    /* Twice the digits and two more make the second rounding harmless (Figueroa, "When is double rounding
       innocuous?", 1995). */
    return (float)sqrt((double)x);
}

/* Long division in base two: the remainder is exact. */
double fmod(double x, double y) {
    unsigned long long a = bits(x) & ~SIGN, b = bits(y) & ~SIGN, rest;
    int ea = (int)(a >> 52), eb = (int)(b >> 52);
    if (!b || ea == 2047 || b > 2047ULL << 52) return (x * y) / (x * y);
    if (a < b) return x;
    /* Significands with the hidden bit; numbers below 2^-1022 have none and the exponent of the smallest. */
    if (ea) a = (a & FRACTION) | HIDDEN;
    else ea = 1;
    if (eb) b = (b & FRACTION) | HIDDEN;
    else eb = 1;
    for (; !(b & HIDDEN); eb--) b <<= 1;
    for (; !(a & HIDDEN); ea--) a <<= 1;
    for (rest = a; ea > eb; ea--) {
        if (rest >= b) rest -= b;
        rest <<= 1;
    }
    if (rest >= b) rest -= b;
    if (!rest) return copysign(0.0, x);
    for (; !(rest & HIDDEN); ea--) rest <<= 1;
    if (ea > 0) rest = (rest & FRACTION) | (unsigned long long)ea << 52;
    else rest >>= 1 - ea;
    return copysign(from_bits(rest), x);
}

float fmodf(float x, float y) { return (float)fmod((double)x, (double)y); }
