/* The conversions of C99 7.19.6.1. Doubles are handled by their bits, so that nothing here needs a floating-point
   unit. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "stdio_impl.h"

/* Length modifiers. */
enum { L_INT, L_CHAR, L_SHORT, L_LONG_LONG };

static const char DIGITS[201] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657"
    "585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/* Digits of a number in front of `end`; where they start. None of zero. */
static char *decimal(unsigned value, char *end) {
    while (value >= 100) {
        unsigned pair = value % 100 * 2;
        value /= 100;
        *--end = DIGITS[pair + 1];
        *--end = DIGITS[pair];
    }
    if (value >= 10) {
        *--end = DIGITS[value * 2 + 1];
        *--end = DIGITS[value * 2];
    } else if (value) {
        *--end = '0' + value;
    }
    return end;
}

static char *decimal_wide(unsigned long long value, char *end) {
    while (value >> 32) {
        char *start = end - 9;
        unsigned low = value % 1000000000;
        value /= 1000000000;
        end = decimal(low, end);
        while (end > start) *--end = '0';
    }
    return decimal((unsigned)value, end);
}

/* Digits of a number to the base 1 << shift. */
static char *binary(unsigned long long value, unsigned shift, const char *digits, char *end) {
    unsigned low = (unsigned)value;
    unsigned mask = (1u << shift) - 1;
    if (value >> 32) {
        for (; value; value >>= shift) *--end = digits[(unsigned)value & mask];
        return end;
    }
    for (; low; low >>= shift) *--end = digits[low & mask];
    return end;
}

void __format_field(struct __sink *sink, int flags, int width, const char *prefix, unsigned prefix_len, unsigned zeros,
                    const char *digits, unsigned n) {
    unsigned long long taken = (unsigned long long)prefix_len + zeros + n;
    unsigned padding = (unsigned)width > taken ? width - (unsigned)taken : 0;
    if (taken == n && !padding) {
        __sink_put(sink, digits, n);
        return;
    }
    if (!(flags & (LEFT | ZERO))) __sink_pad(sink, ' ', padding);
    __sink_put(sink, prefix, prefix_len);
    if ((flags & (LEFT | ZERO)) == ZERO) __sink_pad(sink, '0', padding);
    __sink_pad(sink, '0', zeros);
    __sink_put(sink, digits, n);
    if (flags & LEFT) __sink_pad(sink, ' ', padding);
}

/* d u o x X p. */
static void integer(struct __sink *sink, unsigned long long value, int negative, char conversion, int flags, int width,
                    int precision) {
    char text[64];
    char prefix[3];
    unsigned prefix_len = 0, zeros = 0;
    char *end = text + sizeof text;
    char *start;
    unsigned n;
    if (conversion == 'd' || conversion == 'p') {
        char sign = negative ? '-' : flags & PLUS ? '+' : flags & SPACE ? ' ' : 0;
        if (sign) prefix[prefix_len++] = sign;
    }
    switch (conversion) {
    case 'o':
        start = binary(value, 3, "01234567", end);
        if (flags & ALTERNATE) {
            if (precision < 0 && value) prefix[prefix_len++] = '0';
            else if (precision >= 0 && precision <= end - start) precision = (int)(end - start) + 1;
        }
        break;
    case 'x':
    case 'X':
    case 'p':
        start = binary(value, 4, conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef", end);
        if (flags & ALTERNATE && value) {
            prefix[prefix_len++] = '0';
            prefix[prefix_len++] = conversion == 'X' ? 'X' : 'x';
        }
        break;
    default:
        start = value >> 32 ? decimal_wide(value, end) : decimal((unsigned)value, end);
    }
    n = end - start;
    if (precision >= 0) {
        flags &= ~ZERO;
        if ((unsigned)precision > n) zeros = precision - n;
    } else if (!n) {
        zeros = 1;
    }
    __format_field(sink, flags, width, prefix, prefix_len, zeros, start, n);
}

/* A decimal number in a format; -1 if it is larger than an int. */
static int number(const char **format) {
    const char *f = *format;
    unsigned value = 0;
    int large = 0;
    for (; (unsigned)(*f - '0') < 10; f++) {
        if (value > (INT_MAX - 9) / 10u) large |= value > INT_MAX / 10 || value * 10 + (*f - '0') > INT_MAX;
        value = value * 10 + (*f - '0');
    }
    *format = f;
    return large ? -1 : (int)value;
}

/* The argument that a number and a dollar sign name, as POSIX has it; null if there is none. Arguments lie in cells of 8
   bytes. */
static va_list positional(const char **format, va_list first) {
    const char *f = *format;
    int n = number(&f);
    if (*f != '$' || n <= 0) return NULL;
    *format = f + 1;
    return first + 8 * (n - 1);
}

/* Bytes of a wide string up to a precision, if it is ASCII; else -1. */
static int wide_length(const wchar_t *text, int precision) {
    int n;
    for (n = 0; n != precision && text[n]; n++)
        if ((unsigned)text[n] > 127) return -1;
    return n;
}

static void wide(struct __sink *sink, const wchar_t *text, int n, int flags, int width) {
    int i;
    if (!(flags & LEFT) && width > n) __sink_pad(sink, ' ', width - n);
    for (i = 0; i < n; i++) {
        char byte = (char)text[i];
        __sink_put(sink, &byte, 1);
    }
    if (flags & LEFT && width > n) __sink_pad(sink, ' ', width - n);
}

static unsigned long long written(const struct __sink *sink) { return sink->gone + (unsigned)(sink->at - sink->start); }

int __format(struct __sink *sink, const char *format, va_list args) {
    const char *f = format;
    va_list first = args, named;
    for (;;) {
        const char *literal = f;
        const char *conversion;
        int flags = 0, width = 0, precision = -1, size = L_INT;
        unsigned long long value;
        char letter;
        while (*f && *f != '%') f++;
        if (f != literal) __sink_put(sink, literal, f - literal);
        if (!*f) break;
        conversion = f++;
        if ((unsigned)(*f - '1') < 9 && (named = positional(&f, first))) args = named;
        for (;; f++) {
            if (*f == '-') flags |= LEFT;
            else if (*f == '+') flags |= PLUS;
            else if (*f == ' ') flags |= SPACE;
            else if (*f == '#') flags |= ALTERNATE;
            else if (*f == '0') flags |= ZERO;
            else if (*f != '\'') break;
        }
        if (*f == '*') {
            f++;
            named = positional(&f, first);
            width = named ? va_arg(named, int) : va_arg(args, int);
            if (width < 0) {
                flags |= LEFT;
                width = (int)(0u - width);
            }
        } else {
            width = number(&f);
        }
        if (width < 0) goto overflow;
        if (*f == '.') {
            f++;
            if (*f == '*') {
                f++;
                named = positional(&f, first);
                precision = named ? va_arg(named, int) : va_arg(args, int);
                if (precision < 0) precision = -1;
            } else {
                precision = number(&f);
                if (precision < 0) goto overflow;
            }
        }
        switch (*f) {
        case 'h':
            size = L_SHORT;
            if (*++f == 'h') {
                size = L_CHAR;
                f++;
            }
            break;
        case 'l':
            if (*++f == 'l') {
                size = L_LONG_LONG;
                f++;
            } else if (*f == 'c' || *f == 's') {
                size = L_LONG_LONG;
            }
            break;
        case 'q':
        case 'j':
        case 'L':
            size = L_LONG_LONG;
            f++;
            break;
        case 'z':
        case 't':
            f++;
            break;
        }
        letter = *f;
        if (letter == 'C' || letter == 'S') {
            letter |= 32;
            size = L_LONG_LONG;
        }
        switch (letter) {
        case 'd':
        case 'i': {
            long long n;
            if (size == L_LONG_LONG) n = va_arg(args, long long);
            else n = va_arg(args, int);
            if (size == L_CHAR) n = (signed char)n;
            if (size == L_SHORT) n = (short)n;
            integer(sink, n < 0 ? 0 - (unsigned long long)n : (unsigned long long)n, n < 0, 'd', flags, width, precision);
            break;
        }
        case 'u':
        case 'o':
        case 'x':
        case 'X':
            if (size == L_LONG_LONG) value = va_arg(args, unsigned long long);
            else value = va_arg(args, unsigned);
            if (size == L_CHAR) value = (unsigned char)value;
            if (size == L_SHORT) value = (unsigned short)value;
            integer(sink, value, 0, *f, flags, width, precision);
            break;
        case 'p': {
            void *pointer = va_arg(args, void *);
            if (pointer) integer(sink, (uintptr_t)pointer, 0, 'p', flags | ALTERNATE, width, precision);
            else __format_field(sink, flags & LEFT, width, "", 0, 0, "(nil)", 5);
            break;
        }
        case 'c':
            if (size == L_LONG_LONG) {
                wchar_t c = va_arg(args, wchar_t);
                if ((unsigned)c > 127) goto not_ascii;
                wide(sink, &c, 1, flags, width);
            } else {
                char c = (char)va_arg(args, int);
                __format_field(sink, flags & LEFT, width, "", 0, 0, &c, 1);
            }
            break;
        case 's':
            if (size == L_LONG_LONG) {
                static const wchar_t NONE[] = {'(', 'n', 'u', 'l', 'l', ')', 0};
                const wchar_t *text = va_arg(args, const wchar_t *);
                int n;
                if (!text) text = precision < 0 || precision >= 6 ? NONE : NONE + 6;
                n = wide_length(text, precision);
                if (n < 0) goto not_ascii;
                wide(sink, text, n, flags, width);
            } else {
                const char *text = va_arg(args, const char *);
                unsigned n;
                /* As glibc does it. */
                if (!text) text = precision < 0 || precision >= 6 ? "(null)" : "";
                if (precision < 0) n = strlen(text);
                else for (n = 0; n < (unsigned)precision && text[n]; n++) {}
                __format_field(sink, flags & LEFT, width, "", 0, 0, text, n);
            }
            break;
        case 'f':
        case 'F':
        case 'e':
        case 'E':
        case 'g':
        case 'G':
        case 'a':
        case 'A':
            __format_float(sink, va_arg(args, unsigned long long), *f, flags, width, precision);
            break;
        case 'n': {
            void *to = va_arg(args, void *);
            unsigned long long n = written(sink);
            if (size == L_CHAR) *(signed char *)to = (signed char)n;
            else if (size == L_SHORT) *(short *)to = (short)n;
            else if (size == L_LONG_LONG) *(long long *)to = n;
            else *(int *)to = (int)n;
            break;
        }
        case '%':
            __sink_put(sink, "%", 1);
            break;
        case 0:
            /* Half a conversion at the end. */
            errno = EINVAL;
            return -1;
        default:
            /* What is none is printed as it is. */
            __sink_put(sink, conversion, f + 1 - conversion);
        }
        f++;
    }
    if (sink->failed) return -1;
    if (written(sink) <= INT_MAX) return (int)written(sink);
overflow:
    errno = EOVERFLOW;
    return -1;
not_ascii:
    errno = EILSEQ;
    return -1;
}
