/* The inside of the strtod family, for members alone. */
#ifndef _STRTOD_IMPL_H
#define _STRTOD_IMPL_H

/* A format of binary floating-point numbers (IEEE 754). */
struct __float_format {
    int precision; /* bits with the first one, which is not stored */
    int least;     /* exponent of the smallest normal number */
    int most;      /* exponent of the largest one */
};

/* The bits of the number at the start of a text, correctly rounded, or 0 if there is none; where it ends. */
unsigned long long __text_to_float(const char *text, char **end, const struct __float_format *format);

/* The bits of (mantissa + something between 0 and 1 if `more`) * 2 ** exponent, rounded to the nearest, ties to even. */
unsigned long long __round_float(unsigned long long mantissa, int more, int exponent,
                                 const struct __float_format *format);

/* What __digits_to_float takes: so many digits tell any two decimal numbers apart from what lies half way between two
   doubles (767 do), and the next one says whether anything follows. */
enum { MOST_DIGITS = 780 };

/* The bits of the number with these decimal digits (values, not characters), not starting with 0, times 10 ** exponent. */
unsigned long long __digits_to_float(const unsigned char *digits, int n, int exponent,
                                     const struct __float_format *format);

#endif
