#include <errno.h>

#include "strtod_impl.h"

unsigned long long __round_float(unsigned long long mantissa, int more, int exponent,
                                 const struct __float_format *format) {
    int stored = format->precision - 1, drop = 63 - stored, top, tiny;
    unsigned long long kept, half, rest;
    if (!mantissa) return 0;
    while (!(mantissa >> 63)) {
        mantissa <<= 1;
        exponent--;
    }
    top = exponent + 63;
    tiny = top < format->least;
    if (tiny) {
        /* A number that would be rounded up to the smallest normal one is not tiny. */
        half = 1ull << (drop - 1);
        if (top == format->least - 1 && mantissa >= 0 - half) tiny = 0;
        drop += format->least - top;
    }
    if (drop > 64) {
        kept = 0;
        rest = 1;
    } else if (drop == 64) {
        kept = mantissa > 1ull << 63 || more;
        rest = 1;
    } else {
        kept = mantissa >> drop;
        half = 1ull << (drop - 1);
        rest = mantissa & (half * 2 - 1);
        if (rest > half || (rest == half && (more || kept & 1))) kept++;
        rest |= more;
    }
    if (top < format->least) {
        if (tiny && rest) errno = ERANGE;
        /* One that was rounded up to a normal number has its exponent by that. */
        return kept;
    }
    if (kept >> format->precision) {
        kept >>= 1;
        top++;
    }
    if (top > format->most) {
        errno = ERANGE;
        return (unsigned long long)(2 * format->most + 1) << stored;
    }
    return ((unsigned long long)(top + format->most) << stored) + (kept & ((1ull << stored) - 1));
}
