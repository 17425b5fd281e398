/* Conversions of doubles. A binary fraction has an end in decimal, too: all its digits are computed, exactly, in words
   of nine, and then cut by round-half-even ("How to Print Floating-Point Numbers Accurately", Steele and White, with
   fixed precision). Nothing is estimated, and nothing needs a floating-point unit. */
#include "stdio_impl.h"

#define BASE 1000000000u

/* 309 digits in front of the point, 1074 behind it, and a word for carries. */
enum { POINT = 36, WORDS = POINT + 121 };

struct decimal {
    unsigned words[WORDS]; /* most significant first; the point is in front of words[POINT] */
    int start;             /* the first word that counts, in front of the point */
    int end;               /* behind the last one */
};

static const unsigned TENS[10] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};

/* Puts a whole number in front of the point. */
static void put_whole(struct decimal *d, unsigned long long whole) {
    while (whole >> 32) {
        d->words[--d->start] = (unsigned)(whole % BASE);
        whole /= BASE;
    }
    do {
        d->words[--d->start] = (unsigned)whole % BASE;
        whole = (unsigned)whole / BASE;
    } while (whole);
}

/* Multiplies a whole number by 2 ** shift. */
static void scale_up(struct decimal *d, int shift) {
    for (; shift > 0; shift -= 29) {
        int step = shift < 29 ? shift : 29;
        unsigned carry = 0;
        int i;
        for (i = POINT; i-- > d->start;) {
            unsigned long long word = ((unsigned long long)d->words[i] << step) + carry;
            carry = (unsigned)(word / BASE);
            d->words[i] = (unsigned)(word % BASE);
        }
        if (carry) d->words[--d->start] = carry;
    }
}

/* Divides by 2 ** shift, nine bits at a time since 2 ** 9 divides the base: what is left over goes into the next word
   without a rest. */
static void scale_down(struct decimal *d, int shift) {
    int first = d->start;
    for (; shift > 0; shift -= 9) {
        int step = shift < 9 ? shift : 9;
        unsigned carry = 0;
        int i;
        for (i = first; i < d->end; i++) {
            unsigned word = d->words[i];
            d->words[i] = (word >> step) + carry;
            carry = (BASE >> step) * (word & ((1u << step) - 1));
        }
        if (carry) d->words[d->end++] = carry;
        while (first < d->end && !d->words[first]) first++;
    }
}

/* The decimal digits of mantissa * 2 ** exponent. */
static void expand(struct decimal *d, unsigned long long mantissa, int exponent) {
    d->start = d->end = POINT;
    if (mantissa)
        for (; !(mantissa & 1); mantissa >>= 1) exponent++;
    if (exponent >= 0 || !mantissa) {
        put_whole(d, mantissa);
        scale_up(d, mantissa ? exponent : 0);
    } else if (exponent < -52) {
        put_whole(d, mantissa);
        scale_down(d, -exponent);
        d->start = POINT - 1;
    } else {
        /* The fraction gives its digits by multiplication: 10 ** n / 2 ** places is 5 ** n / 2 ** (places - n). */
        int places = -exponent;
        unsigned long long fraction = mantissa & ((1ull << places) - 1);
        put_whole(d, mantissa >> places);
        while (fraction) {
            unsigned word = 0;
            int left = 9;
            while (left) {
                /* What fits into 64 bits: 5 ** 9 has 21, 5 ** 4 has 10, and 5 ** 5 has 12. */
                int n = left == 9 && places > 43 ? 5 : left;
                if (n > places) n = places;
                if (!n) break;
                {
                    static const unsigned FIVES[10] = {1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1953125};
                    places -= n;
                    left -= n;
                    fraction *= FIVES[n];
                    word = word * TENS[n] + (unsigned)(fraction >> places);
                    fraction &= (1ull << places) - 1;
                }
            }
            d->words[d->end++] = word * TENS[left];
        }
    }
}

static int count_digits(unsigned word) {
    int n = 1;
    while (n < 10 && word >= TENS[n]) n++;
    return n;
}

/* The decimal exponent of the first digit that is not 0; of zero 0. */
static int magnitude(const struct decimal *d) {
    int i = d->start;
    while (i < d->end && !d->words[i]) i++;
    return i < d->end ? 9 * (POINT - 1 - i) + count_digits(d->words[i]) - 1 : 0;
}

/* How many digits behind the point the last one is that is not 0; of zero 0. */
static int last_place(const struct decimal *d) {
    int i = d->end, zeros = 0;
    unsigned word;
    while (i > d->start && !d->words[i - 1]) i--;
    if (i == d->start) return 0;
    for (word = d->words[i - 1]; word % 10 == 0; word /= 10) zeros++;
    return 9 * (i - POINT) - zeros;
}

/* Cuts behind so many digits behind the point, or in front of it if that is negative. */
static void cut(struct decimal *d, int places) {
    int whole = places >= 0 ? places / 9 : -((8 - places) / 9);
    int keep = places - 9 * whole;
    int i = POINT + whole, j;
    unsigned unit = TENS[9 - keep], rest, odd;
    if (i >= d->end) return;
    rest = d->words[i] % unit;
    odd = keep ? d->words[i] / unit & 1 : i > d->start && d->words[i - 1] & 1;
    d->words[i] -= rest;
    if (rest == unit / 2) {
        for (j = i + 1; j < d->end && !d->words[j]; j++) {}
        rest += j < d->end || odd;
    }
    d->end = i + 1;
    if (rest <= unit / 2) return;
    d->words[i] += unit;
    while (d->words[i] >= BASE) {
        d->words[i] -= BASE;
        if (i == d->start) d->words[--d->start] = 0;
        d->words[--i]++;
    }
}

/* Prints so many digits from that of 10 ** place on. */
static void put_digits(struct __sink *sink, const struct decimal *d, int place, int n) {
    int whole = place >= 0 ? place / 9 : -((8 - place) / 9);
    int i = POINT - 1 - whole, skip = 8 - (place - 9 * whole);
    for (; n > 0 && i < d->end; i++, skip = 0) {
        char text[9];
        unsigned word = i >= d->start ? d->words[i] : 0;
        int j = 9, count;
        while (j-- > 0) {
            text[j] = (char)('0' + word % 10);
            word /= 10;
        }
        count = 9 - skip < n ? 9 - skip : n;
        __sink_put(sink, text + skip, count);
        n -= count;
    }
    if (n > 0) __sink_pad(sink, '0', n);
}

/* `e+05`, `p-1022`: the letter and so many digits at least; its length. */
static int put_exponent(char *text, char letter, int exponent, int least) {
    char digits[8];
    int n = 0, len = 2;
    unsigned value = exponent < 0 ? -exponent : exponent;
    text[0] = letter;
    text[1] = exponent < 0 ? '-' : '+';
    for (; value || n < least; value /= 10) digits[n++] = (char)('0' + value % 10);
    while (n) text[len++] = digits[--n];
    return len;
}

/* What stands in front of the digits, with the padding if that is not behind them. */
static unsigned begin(struct __sink *sink, int flags, int width, const char *prefix, int prefix_len,
                      unsigned long long len) {
    unsigned padding = (unsigned)width > len + prefix_len ? width - (unsigned)len - prefix_len : 0;
    if (!(flags & (LEFT | ZERO))) __sink_pad(sink, ' ', padding);
    __sink_put(sink, prefix, prefix_len);
    if ((flags & (LEFT | ZERO)) == ZERO) __sink_pad(sink, '0', padding);
    return flags & LEFT ? padding : 0;
}

static void hexadecimal(struct __sink *sink, unsigned long long mantissa, int exponent, char conversion, int flags,
                        int width, int precision, char *prefix, int prefix_len) {
    const char *digits = conversion == 'A' ? "0123456789ABCDEF" : "0123456789abcdef";
    char text[16], tail[8];
    int n = 0, tail_len, kept = 13, padding;
    if (!mantissa) exponent = 0;
    if (precision >= 0 && precision < 13) {
        unsigned long long unit = 1ull << 4 * (13 - precision);
        unsigned long long rest = mantissa & (unit - 1), odd = mantissa & unit;
        mantissa -= rest;
        if (rest > unit / 2 || (rest == unit / 2 && odd)) mantissa += unit;
        kept = precision;
    } else if (precision < 0) {
        while (kept && !(mantissa >> 4 * (13 - kept) & 15)) kept--;
        precision = kept;
    }
    prefix[prefix_len++] = '0';
    prefix[prefix_len++] = conversion == 'A' ? 'X' : 'x';
    text[n++] = digits[(unsigned)(mantissa >> 52)];
    if (precision || flags & ALTERNATE) text[n++] = '.';
    {
        int i;
        for (i = 1; i <= kept; i++) text[n++] = digits[(unsigned)(mantissa >> 4 * (13 - i)) & 15];
    }
    tail_len = put_exponent(tail, conversion == 'A' ? 'P' : 'p', exponent, 1);
    padding = begin(sink, flags, width, prefix, prefix_len, (unsigned long long)n + (precision - kept) + tail_len);
    __sink_put(sink, text, n);
    __sink_pad(sink, '0', precision - kept);
    __sink_put(sink, tail, tail_len);
    __sink_pad(sink, ' ', padding);
}

void __format_float(struct __sink *sink, unsigned long long bits, char conversion, int flags, int width,
                    int precision) {
    struct decimal d;
    char prefix[4], tail[8];
    int prefix_len = 0, tail_len = 0, padding, point;
    int exponent = (int)(bits >> 52) & 2047;
    unsigned long long mantissa = bits & ((1ull << 52) - 1);
    int lower = conversion | 32, style = lower, decade;
    if (bits >> 63) prefix[prefix_len++] = '-';
    else if (flags & PLUS) prefix[prefix_len++] = '+';
    else if (flags & SPACE) prefix[prefix_len++] = ' ';
    if (exponent == 2047) {
        const char *text = mantissa ? conversion == lower ? "nan" : "NAN" : conversion == lower ? "inf" : "INF";
        __format_field(sink, flags & ~ZERO, width, prefix, prefix_len, 0, text, 3);
        return;
    }
    if (exponent) mantissa |= 1ull << 52;
    else exponent = 1;
    if (lower == 'a') {
        hexadecimal(sink, mantissa, exponent - 1023, conversion, flags, width, precision, prefix, prefix_len);
        return;
    }
    expand(&d, mantissa, exponent - 1075);
    if (precision < 0) precision = 6;
    decade = magnitude(&d);
    if (lower == 'f') {
        cut(&d, precision);
    } else {
        if (lower == 'g') precision = precision ? precision - 1 : 0;
        /* Beyond the last digit there is nothing to cut. */
        if (precision - decade < 9 * (WORDS - POINT)) cut(&d, precision - decade);
    }
    decade = magnitude(&d);
    if (lower == 'g') {
        int last = last_place(&d);
        style = decade < -4 || decade > precision ? 'e' : 'f';
        if (style == 'f') precision -= decade;
        else last += decade;
        if (last < 0) last = 0;
        if (!(flags & ALTERNATE) && precision > last) precision = last;
    }
    point = precision || flags & ALTERNATE;
    if (style == 'e') tail_len = put_exponent(tail, conversion == lower ? 'e' : 'E', decade, 2);
    else if (decade < 0) decade = 0;
    padding = begin(sink, flags, width, prefix, prefix_len,
                    (style == 'e' ? 1ull : 1ull + decade) + point + precision + tail_len);
    if (style == 'e') {
        put_digits(sink, &d, decade, 1);
        if (point) __sink_put(sink, ".", 1);
        put_digits(sink, &d, decade - 1, precision);
        __sink_put(sink, tail, tail_len);
    } else {
        put_digits(sink, &d, decade, decade + 1);
        if (point) __sink_put(sink, ".", 1);
        put_digits(sink, &d, -1, precision);
    }
    __sink_pad(sink, ' ', padding);
}
