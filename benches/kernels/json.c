/* A scan of JSON text (RFC 8259) that checks it all, adds up numbers and hashes strings. */

#ifdef SMALL
enum { RECORDS = 2, ROOM = 300 };
#else
enum { RECORDS = 100, ROOM = 20000 };
#endif

enum { DEEPEST = 32 };

struct scan {
    const char *at;
    int depth;
    int values;
    unsigned hash;
    double total;
};

static char text[ROOM];

static int scan_value(struct scan *s);

static void skip_space(struct scan *s)
{
    while (*s->at == ' ' || *s->at == '\n' || *s->at == '\r' || *s->at == '\t')
        s->at++;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static int scan_word(struct scan *s, const char *word)
{
    while (*word)
        if (*s->at++ != *word++)
            return 0;
    return 1;
}

static int scan_string(struct scan *s)
{
    unsigned hash = s->hash;
    int i;

    s->at++;
    for (;;) {
        unsigned char c = *s->at++;

        if (c == '"')
            break;
        if (c < ' ')
            return 0;
        if (c == '\\') {
            c = *s->at++;
            switch (c) {
            case '"':
            case '\\':
            case '/':
            case 'b':
            case 'f':
            case 'n':
            case 'r':
            case 't':
                break;
            case 'u':
                for (i = 0; i < 4; i++)
                    if (!is_hex(*s->at++))
                        return 0;
                break;
            default:
                return 0;
            }
        }
        hash = (hash ^ c) * 16777619;
    }
    s->hash = hash;
    return 1;
}

static int scan_number(struct scan *s)
{
    double value = 0, scale = 1;
    int negative = 0;

    if (*s->at == '-') {
        negative = 1;
        s->at++;
    }
    if (*s->at == '0') {
        s->at++;
    } else {
        if (!is_digit(*s->at))
            return 0;
        while (is_digit(*s->at))
            value = value * 10 + (*s->at++ - '0');
    }
    if (*s->at == '.') {
        s->at++;
        if (!is_digit(*s->at))
            return 0;
        while (is_digit(*s->at)) {
            value = value * 10 + (*s->at++ - '0');
            scale *= 10;
        }
    }
    s->total += negative ? -value / scale : value / scale;
    return 1;
}

static int scan_array(struct scan *s)
{
    s->at++;
    skip_space(s);
    if (*s->at == ']') {
        s->at++;
        return 1;
    }
    for (;;) {
        if (!scan_value(s))
            return 0;
        skip_space(s);
        if (*s->at == ']') {
            s->at++;
            return 1;
        }
        if (*s->at++ != ',')
            return 0;
    }
}

static int scan_object(struct scan *s)
{
    s->at++;
    skip_space(s);
    if (*s->at == '}') {
        s->at++;
        return 1;
    }
    for (;;) {
        skip_space(s);
        if (*s->at != '"' || !scan_string(s))
            return 0;
        skip_space(s);
        if (*s->at++ != ':' || !scan_value(s))
            return 0;
        skip_space(s);
        if (*s->at == '}') {
            s->at++;
            return 1;
        }
        if (*s->at++ != ',')
            return 0;
    }
}

static int scan_value(struct scan *s)
{
    int ok;

    skip_space(s);
    s->values++;
    if (++s->depth > DEEPEST)
        return 0;
    switch (*s->at) {
    case '{':
        ok = scan_object(s);
        break;
    case '[':
        ok = scan_array(s);
        break;
    case '"':
        ok = scan_string(s);
        break;
    case 't':
        ok = scan_word(s, "true");
        break;
    case 'f':
        ok = scan_word(s, "false");
        break;
    case 'n':
        ok = scan_word(s, "null");
        break;
    default:
        ok = scan_number(s);
    }
    s->depth--;
    return ok;
}

static char *put(char *out, const char *string)
{
    while (*string)
        *out++ = *string++;
    return out;
}

static char *put_number(char *out, unsigned value)
{
    char digits[12];
    int count = 0;

    do {
        digits[count++] = '0' + value % 10;
        value /= 10;
    } while (value > 0);
    while (count > 0)
        *out++ = digits[--count];
    return out;
}

void setup(void)
{
    unsigned seed = 9;
    char *out = put(text, "[\n");
    int i;

    for (i = 0; i < RECORDS; i++) {
        seed = seed * 1664525 + 1013904223;
        out = put(out, i > 0 ? ",\n  { \"id\": " : "  { \"id\": ");
        out = put_number(out, i);
        out = put(out, seed & 0x1000000 ? ", \"name\": \"J\\u00f6rg \\\"\" , \"on\": true" : ", \"name\": \"Alice Bones\"");
        out = put(out, ", \"place\": [-");
        out = put_number(out, seed >> 22);
        out = put(out, ".25, ");
        out = put_number(out, seed >> 12 & 1023);
        out = put(out, "], \"tags\": [\"red\", \"quite long words\", null, {}] }");
    }
    put(out, "\n]\n");
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i;

    for (i = 0; i < n; i++) {
        struct scan s;
        int ok;

        s.at = text;
        s.depth = 0;
        s.values = 0;
        s.hash = 2166136261u + i;
        s.total = 0;
        ok = scan_value(&s);
        sum = sum * 31 + (s.hash ^ (unsigned)(int)(s.total * 4)) + s.values + (ok ? 0 : 77);
    }
    return sum;
}
