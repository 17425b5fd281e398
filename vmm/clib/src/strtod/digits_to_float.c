/* Decimal to binary, exactly: the digits are a whole number, which is multiplied by a power of five, or divided by one
   as far as the result's first 64 bits need it (Knuth, The Art of Computer Programming, 4.3.1, algorithm D). What is
   left says whether anything follows. */
#include <string.h>

#include "strtod_impl.h"

/* 781 digits or 5 ** 1105 and three words more. */
enum { WORDS = 96 };

struct big {
    unsigned words[WORDS]; /* least significant first */
    int n;                 /* the last one is not 0 */
};

static void multiply_add(struct big *b, unsigned factor, unsigned add) {
    unsigned long long carry = add;
    int i;
    for (i = 0; i < b->n; i++) {
        carry += (unsigned long long)b->words[i] * factor;
        b->words[i] = (unsigned)carry;
        carry >>= 32;
    }
    if (carry) b->words[b->n++] = (unsigned)carry;
}

static void multiply_by_fives(struct big *b, int n) {
    static const unsigned FIVES[14] = {1,     5,      25,      125,     625,      3125,      15625,
                                       78125, 390625, 1953125, 9765625, 48828125, 244140625, 1220703125};
    for (; n > 13; n -= 13) multiply_add(b, FIVES[13], 0);
    if (n > 0) multiply_add(b, FIVES[n], 0);
}

static int leading_zeros(unsigned word) {
    int n = 0;
    while (!(word >> 31)) {
        word <<= 1;
        n++;
    }
    return n;
}

/* Shifts left by words and bits. */
static void shift(struct big *b, int words, int bits) {
    unsigned carry = 0;
    int i;
    memmove(b->words + words, b->words, sizeof(unsigned) * b->n);
    memset(b->words, 0, sizeof(unsigned) * words);
    b->n += words;
    if (!bits) return;
    for (i = words; i < b->n; i++) {
        unsigned word = b->words[i];
        b->words[i] = word << bits | carry;
        carry = word >> (32 - bits);
    }
    if (carry) b->words[b->n++] = carry;
}

static int is_zero_below(const struct big *b, int n) {
    while (n-- > 0)
        if (b->words[n]) return 0;
    return 1;
}

/* The first 64 bits of a number of three words at most; the exponent of the last of them grows by what is cut off. */
static unsigned long long first_bits(const unsigned words[3], int *exponent, int *more) {
    unsigned long long first = (unsigned long long)words[2] << 32 | words[1];
    int zeros;
    if (!words[2]) return (unsigned long long)words[1] << 32 | words[0];
    zeros = leading_zeros(words[2]);
    *exponent += 32 - zeros;
    if (zeros) first = first << zeros | words[0] >> (32 - zeros);
    *more |= (words[0] << zeros) != 0;
    return first;
}

/* Takes a digit of the quotient off: the number's words from `at` on, one more than the divisor's, which begins with a
   set bit, are reduced to the rest. */
static unsigned take_digit(struct big *b, int at, const struct big *divisor) {
    int n = divisor->n, i;
    unsigned *u = b->words + at;
    const unsigned *v = divisor->words;
    unsigned long long first = (unsigned long long)u[n] << 32 | u[n - 1];
    unsigned long long guess, carry = 0;
    unsigned borrow = 0;
    /* The guess is two too large at most. */
    guess = u[n] >= v[n - 1] ? 0xffffffffull : first / v[n - 1];
    for (i = 0; i < n; i++) {
        unsigned low;
        carry += guess * v[i];
        low = (unsigned)carry;
        carry >>= 32;
        carry += u[i] < low;
        u[i] -= low;
    }
    borrow = u[n] < (unsigned)carry;
    u[n] -= (unsigned)carry;
    while (borrow) {
        unsigned long long sum = 0;
        guess--;
        for (i = 0; i < n; i++) {
            sum += (unsigned long long)u[i] + v[i];
            u[i] = (unsigned)sum;
            sum >>= 32;
        }
        sum += u[n];
        u[n] = (unsigned)sum;
        borrow = !(sum >> 32);
    }
    return (unsigned)guess;
}

unsigned long long __digits_to_float(const unsigned char *digits, int n, int exponent,
                                     const struct __float_format *format) {
    struct big number;
    unsigned quotient[3];
    int i, more = 0;
    /* The first digit counts 10 ** (n - 1 + exponent). */
    if (n + exponent > 400) return __round_float(1, 0, 5000, format);
    if (n + exponent < -400) return __round_float(1, 0, -5000, format);
    number.n = 0;
    for (i = 0; i < n;) {
        unsigned word = 0, scale = 1;
        while (i < n && scale < 1000000000) {
            word = word * 10 + digits[i++];
            scale *= 10;
        }
        multiply_add(&number, scale, word);
    }
    if (exponent >= 0) {
        int top;
        multiply_by_fives(&number, exponent);
        top = number.n;
        for (i = 0; i < 3; i++) quotient[i] = top - 3 + i >= 0 ? number.words[top - 3 + i] : 0;
        exponent += 32 * (top - 3);
        more = !is_zero_below(&number, top - 3);
    } else {
        struct big divisor;
        int divisor_bits, number_bits, words, at;
        divisor.n = 1;
        divisor.words[0] = 1;
        multiply_by_fives(&divisor, -exponent);
        /* Both begin with a set bit, and the number has two words more: so the quotient has 64 or 65 bits, in three
           words. */
        divisor_bits = leading_zeros(divisor.words[divisor.n - 1]);
        number_bits = leading_zeros(number.words[number.n - 1]);
        words = divisor.n + 2 - number.n;
        shift(&divisor, 0, divisor_bits);
        shift(&number, words > 0 ? words : 0, number_bits);
        exponent += divisor_bits - number_bits - 32 * words;
        number.words[number.n++] = 0;
        at = words > 0 ? 0 : -words;
        for (i = 2; i >= 0; i--) quotient[i] = take_digit(&number, at + i, &divisor);
        more = !is_zero_below(&number, number.n);
    }
    {
        unsigned long long mantissa = first_bits(quotient, &exponent, &more);
        return __round_float(mantissa, more, exponent, format);
    }
}
