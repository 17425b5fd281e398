#include "strtod_impl.h"

/* An exponent that is certainly too large, with which sums do not overflow. */
enum { LARGE = 100000000 };

/* Whether a text starts with a word of lower-case letters, in any case. */
static int starts_with(const char *text, const char *word) {
    for (; *word; text++, word++)
        if ((*text | 32) != *word) return 0;
    return 1;
}

static int digit(char c) { return (unsigned)(c - '0') < 10 ? c - '0' : -1; }

static int hex_digit(char c) {
    int n = digit(c);
    return n >= 0 ? n : (unsigned)((c | 32) - 'a') < 6 ? (c | 32) - 'a' + 10 : -1;
}

/* An exponent behind its letter, if there is one, added to *exponent; where it ends. */
static const char *read_exponent(const char *at, char letter, int *exponent) {
    const char *p = at;
    int negative, value = 0;
    if ((*p | 32) != letter) return at;
    p++;
    negative = *p == '-';
    if (*p == '-' || *p == '+') p++;
    if (digit(*p) < 0) return at;
    for (; digit(*p) >= 0; p++)
        if (value < LARGE) value = value * 10 + digit(*p);
    *exponent += negative ? -value : value;
    return p;
}

static unsigned long long read_hex(const char *p, const char **end, const struct __float_format *format) {
    unsigned long long mantissa = 0;
    int more = 0, exponent = 0, point = 0;
    for (;; p++) {
        int n = hex_digit(*p);
        if (n < 0) {
            if (*p != '.' || point) break;
            point = 1;
            continue;
        }
        if (point && exponent > -LARGE) exponent -= 4;
        if (mantissa >> 60) {
            more |= n;
            if (exponent < LARGE) exponent += 4;
        } else {
            mantissa = mantissa << 4 | n;
        }
    }
    *end = read_exponent(p, 'p', &exponent);
    return __round_float(mantissa, more != 0, exponent, format);
}

static unsigned long long read_decimal(const char *p, const char **end, const struct __float_format *format) {
    unsigned char digits[MOST_DIGITS + 1];
    int n = 0, exponent = 0, point = 0, more = 0;
    for (;; p++) {
        int d = digit(*p);
        if (d < 0) {
            if (*p != '.' || point) break;
            point = 1;
            continue;
        }
        if (point && exponent > -LARGE) exponent--;
        if (n == MOST_DIGITS) {
            more |= d;
            if (exponent < LARGE) exponent++;
        } else if (n || d) {
            digits[n++] = d;
        }
    }
    *end = read_exponent(p, 'e', &exponent);
    if (!n) return 0;
    if (more) {
        digits[n++] = 1;
        exponent--;
    } else {
        while (!digits[n - 1]) {
            n--;
            exponent++;
        }
    }
    return __digits_to_float(digits, n, exponent, format);
}

/* What a `nan(..)` has in its parentheses, as bits of the number; where they end, or `at` if they are none. */
static const char *read_payload(const char *at, unsigned long long *payload) {
    const char *p = at;
    int base = 10, sound = 1;
    *payload = 0;
    if (*p != '(') return at;
    p++;
    if (*p == '0') {
        base = 8;
        if ((p[1] | 32) == 'x') {
            base = 16;
            p += 2;
        }
    }
    for (; digit(*p) >= 0 || (unsigned)((*p | 32) - 'a') < 26 || *p == '_'; p++) {
        int n = hex_digit(*p);
        sound &= (unsigned)n < (unsigned)base;
        *payload = *payload * base + n;
    }
    if (*p != ')') return at;
    if (!sound) *payload = 0;
    return p + 1;
}

unsigned long long __text_to_float(const char *text, char **end, const struct __float_format *format) {
    const char *p = text, *ends = text;
    int stored = format->precision - 1, negative;
    unsigned long long bits = 0, special = (unsigned long long)(2 * format->most + 1) << stored;
    while (*p == ' ' || (unsigned)(*p - '\t') < 5) p++;
    negative = *p == '-';
    if (*p == '-' || *p == '+') p++;
    if (*p == '0' && (p[1] | 32) == 'x' && (hex_digit(p[2]) >= 0 || (p[2] == '.' && hex_digit(p[3]) >= 0))) {
        bits = read_hex(p + 2, &ends, format);
    } else if (digit(*p) >= 0 || (*p == '.' && digit(p[1]) >= 0)) {
        bits = read_decimal(p, &ends, format);
    } else if (starts_with(p, "inf")) {
        ends = p + (starts_with(p, "infinity") ? 8 : 3);
        bits = special;
    } else if (starts_with(p, "nan")) {
        unsigned long long payload, quiet = 1ull << (stored - 1);
        ends = read_payload(p + 3, &payload);
        bits = special | quiet | (payload & (quiet - 1));
    }
    if (end) *end = (char *)ends;
    /* The sign is the bit above the exponent. */
    if (negative && ends != text) bits |= special + (1ull << stored);
    return bits;
}
