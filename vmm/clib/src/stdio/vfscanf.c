/* The conversions of C99 7.19.6.2. Where C says that input which only begins like a number fails (`0x`, `1e`), this does
   as glibc does: the number that it begins with is taken. */
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "stdio_impl.h"
#include "strtod_impl.h"

enum { L_INT, L_CHAR, L_SHORT, L_LONG, L_LONG_LONG };
/* Longest text of a floating-point number; what is longer ends there. */
enum { LONGEST = 2048 };

struct input {
    FILE *stream;
    long long taken;
    int width; /* characters that the conversion may still take */
};

static int is_space(int c) { return c == ' ' || (unsigned)(c - '\t') < 5; }

/* The next character, which stays there; EOF at the end. */
static int peek(struct input *in) {
    FILE *stream = in->stream;
    return stream->at != stream->end ? *stream->at : __file_fill(stream);
}

static void advance(struct input *in) {
    in->stream->at++;
    in->taken++;
    in->width--;
}

static int skip_space(struct input *in) {
    int c;
    while (is_space(c = peek(in))) advance(in);
    return c;
}

static int digit_value(int c) {
    if ((unsigned)(c - '0') < 10) return c - '0';
    c |= 32;
    return (unsigned)(c - 'a') < 26 ? c - 'a' + 10 : 99;
}

/* Takes a whole number as strtol does of these characters; false if there is none. */
static int read_integer(struct input *in, unsigned base, int is_signed, int size, unsigned long long *result) {
    unsigned long long value = 0, most, limit = size == L_LONG_LONG ? ULLONG_MAX : ULONG_MAX;
    int c = peek(in), negative = 0, digits = 0, overflow = 0;
    if (in->width && (c == '-' || c == '+')) {
        negative = c == '-';
        advance(in);
        c = peek(in);
    }
    if (in->width && c == '0' && (base == 0 || base == 16)) {
        advance(in);
        digits = 1;
        c = peek(in);
        if (in->width && (c | 32) == 'x') {
            advance(in);
            base = 16;
        } else if (!base) {
            base = 8;
        }
    }
    if (!base) base = 10;
    while (in->width && (unsigned)digit_value(c = peek(in)) < base) {
        unsigned n = digit_value(c);
        if (value > (limit - n) / base) overflow = 1;
        value = value * base + n;
        digits = 1;
        advance(in);
    }
    if (!digits) return 0;
    most = is_signed ? (limit >> 1) + negative : limit;
    if (overflow || value > most) value = most, negative &= is_signed;
    *result = negative ? 0 - value : value;
    return 1;
}

static void store(void *to, int size, unsigned long long value) {
    if (size == L_CHAR) *(unsigned char *)to = (unsigned char)value;
    else if (size == L_SHORT) *(unsigned short *)to = (unsigned short)value;
    else if (size == L_LONG_LONG) *(unsigned long long *)to = value;
    else *(unsigned *)to = (unsigned)value;
}

/* Takes the characters of a word that are there, in any case; how many. */
static int take_word(struct input *in, const char *word, char *text) {
    int n = 0;
    while (word[n] && in->width && (peek(in) | 32) == word[n]) {
        text[n] = word[n];
        n++;
        advance(in);
    }
    return n;
}

/* Takes what begins like a floating-point number; false if nothing does. */
static int read_float(struct input *in, char *text) {
    char *p = text;
    int c = peek(in), hex = 0, digits = 0, point = 0;
    if (in->width > LONGEST - 1) in->width = LONGEST - 1;
    if (in->width && (c == '-' || c == '+')) {
        *p++ = (char)c;
        advance(in);
        c = peek(in);
    }
    if ((c | 32) == 'n') {
        int n = take_word(in, "nan", p);
        p[n] = 0;
        return n == 3;
    }
    if ((c | 32) == 'i') {
        int n = take_word(in, "infinity", p);
        p[n] = 0;
        return n == 3 || n == 8;
    }
    if (in->width && c == '0') {
        *p++ = '0';
        digits = 1;
        advance(in);
        if (in->width && (peek(in) | 32) == 'x') {
            *p++ = 'x';
            hex = 1;
            digits = 0;
            advance(in);
        }
    }
    while (in->width) {
        c = peek(in);
        if (digit_value(c) < (hex ? 16 : 10)) {
            digits = 1;
        } else if (c == '.' && !point) {
            point = 1;
        } else if (digits && (c | 32) == (hex ? 'p' : 'e')) {
            *p++ = (char)c;
            advance(in);
            c = peek(in);
            if (in->width && (c == '-' || c == '+')) {
                *p++ = (char)c;
                advance(in);
            }
            while (in->width && digit_value(c = peek(in)) < 10) {
                *p++ = (char)c;
                advance(in);
            }
            break;
        } else {
            break;
        }
        *p++ = (char)c;
        advance(in);
    }
    *p = 0;
    /* As glibc: `0x.` is zero. */
    return digits || (hex && point);
}

static void store_float(void *to, int size, const char *text) {
    static const struct __float_format SINGLE = {24, -126, 127}, DOUBLE = {53, -1022, 1023};
    if (size == L_INT) *(unsigned *)to = (unsigned)__text_to_float(text, NULL, &SINGLE);
    else *(unsigned long long *)to = __text_to_float(text, NULL, &DOUBLE);
}

/* Reads a set behind its `[`; where it ends. */
static const char *read_set(const char *f, unsigned char *set) {
    int inverted = *f == '^';
    const char *first;
    if (inverted) f++;
    memset(set, inverted, 256);
    for (first = f; *f && (*f != ']' || f == first); f++) {
        int from = (unsigned char)*f, to = from;
        if (f != first && f[0] == '-' && f[1] && f[1] != ']') {
            from = (unsigned char)f[-1];
            to = (unsigned char)*++f;
        }
        for (; from <= to; from++) set[from] = !inverted;
    }
    return *f ? f + 1 : f;
}

/* Takes characters and stores them, as wide ones if `size` says so; how many. Without a set, of any kind. */
static int read_text(struct input *in, const unsigned char *set, void *to, int size) {
    int n = 0, c;
    for (; in->width && (c = peek(in)) != EOF && (!set || set[c]); n++) {
        if (to && size >= L_LONG) ((wchar_t *)to)[n] = c;
        else if (to) ((char *)to)[n] = (char)c;
        advance(in);
    }
    return n;
}

static void terminate(void *to, int size, int n) {
    if (to && size >= L_LONG) ((wchar_t *)to)[n] = 0;
    else if (to) ((char *)to)[n] = 0;
}

/* A width; INT_MAX if there is none. */
static const char *read_width(const char *f, int *width) {
    unsigned value = 0;
    const char *start = f;
    for (; (unsigned)(*f - '0') < 10; f++)
        if (value < INT_MAX / 10) value = value * 10 + (*f - '0');
    *width = f == start || !value ? INT_MAX : (int)value;
    return f;
}

static const char *read_size(const char *f, int *size) {
    *size = L_INT;
    if (*f == 'h') {
        *size = L_SHORT;
        if (*++f == 'h') *size = L_CHAR, f++;
    } else if (*f == 'l') {
        *size = L_LONG;
        if (*++f == 'l') *size = L_LONG_LONG, f++;
    } else if (*f == 'q' || *f == 'j' || *f == 'L') {
        *size = L_LONG_LONG;
        f++;
    } else if (*f == 'z' || *f == 't') {
        f++;
    }
    return f;
}

/* What came of a conversion. */
enum { ENDED, FAILED, DONE };

/* One conversion whose letter is at *format; `to` is null if it is not to be stored. */
static int convert(struct input *in, const char **format, int size, void *to) {
    unsigned char set[256];
    char conversion = *(*format)++;
    unsigned base = 10;
    int n, c;
    if (conversion == '[') {
        *format = read_set(*format, set);
        if (peek(in) == EOF) return ENDED;
        n = read_text(in, set, to, size);
        if (n) terminate(to, size, n);
        return n ? DONE : FAILED;
    }
    if (conversion == 'c') {
        if (in->width == INT_MAX) in->width = 1;
        return read_text(in, NULL, to, size) ? DONE : ENDED;
    }
    c = in->width;
    if (skip_space(in) == EOF) return ENDED;
    in->width = c;
    switch (conversion) {
    case 's':
        for (n = 0; n < 256; n++) set[n] = !is_space(n);
        terminate(to, size, read_text(in, set, to, size));
        return DONE;
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': {
        char text[LONGEST + 1];
        if (!read_float(in, text)) return FAILED;
        if (to) store_float(to, size, text);
        return DONE;
    }
    case 'i':
        base = 0;
        break;
    case 'o':
        base = 8;
        break;
    case 'x':
    case 'X':
    case 'p':
        base = 16;
        break;
    case 'd':
    case 'u':
        break;
    case '%':
        if (peek(in) != '%') return FAILED;
        advance(in);
        return DONE;
    default:
        return FAILED;
    }
    {
        unsigned long long value;
        if (!read_integer(in, base, conversion == 'd' || conversion == 'i', size, &value)) return FAILED;
        if (to) store(to, size, value);
        return DONE;
    }
}

int vfscanf(FILE *restrict stream, const char *restrict format, va_list args) {
    struct input in;
    const char *f = format;
    va_list first = args;
    int count = 0;
    in.stream = stream;
    in.taken = 0;
    while (*f) {
        if (is_space(*f)) {
            skip_space(&in);
            f++;
        } else if (*f != '%') {
            int c = peek(&in);
            if (c == EOF) return count ? count : EOF;
            if (c != (unsigned char)*f) return count;
            advance(&in);
            f++;
        } else {
            int size, stored, outcome;
            f++;
            if ((unsigned)(*f - '1') < 9) {
                /* `%2$d`, as POSIX has it. Arguments lie in cells of 8 bytes. */
                const char *behind = read_width(f, &in.width);
                if (*behind == '$') {
                    args = first + 8 * (in.width - 1);
                    f = behind + 1;
                }
            }
            stored = *f != '*' && *f != '%';
            if (*f == '*') f++;
            f = read_width(f, &in.width);
            f = read_size(f, &size);
            if (*f == 'n') {
                if (stored) store(va_arg(args, void *), size, in.taken);
                f++;
                continue;
            }
            outcome = convert(&in, &f, size, stored ? va_arg(args, void *) : NULL);
            if (outcome == ENDED) return count ? count : EOF;
            if (outcome == FAILED) return count;
            count += stored;
        }
    }
    return count;
}
