/* C99 7.23.3.5 in the "C" locale, with what POSIX adds. */
#include <string.h>
#include <time.h>

static const char *const days[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December"};

struct out {
    char *to;
    size_t n, size;
};

static void put(struct out *o, const char *s, size_t n) {
    while (n--) {
        if (o->n < o->size) o->to[o->n] = *s;
        o->n++;
        s++;
    }
}

static void number(struct out *o, long value, int width, char pad) {
    char digits[12], *p = digits + 12;
    unsigned long rest = value < 0 ? -(unsigned long)value : (unsigned long)value;
    do *--p = '0' + rest % 10;
    while (rest /= 10);
    if (value < 0) *--p = '-';
    while (digits + 12 - p < width) *--p = pad;
    put(o, p, digits + 12 - p);
}

static int leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/* The week of ISO 8601, whose year is where its Thursday is. */
static int iso_week(const struct tm *t, int *year) {
    int weekday = (t->tm_wday + 6) % 7, week = (t->tm_yday - weekday + 10) / 7;
    *year = t->tm_year + 1900;
    if (week < 1) {
        --*year;
        week = (t->tm_yday + 365 + leap(*year) - weekday + 10) / 7;
    } else if (week == 53 && (t->tm_yday - weekday + 3 >= 365 + leap(*year))) {
        ++*year;
        week = 1;
    }
    return week;
}

static void format(struct out *o, const char *f, const struct tm *t) {
    int year, week, hour = t->tm_hour % 12 ? t->tm_hour % 12 : 12;
    const char *name;
    for (; *f; f++) {
        if (*f != '%') {
            put(o, f, 1);
            continue;
        }
        f++;
        if (*f == 'E' || *f == 'O') f++;
        switch (*f) {
        case 'a':
        case 'A':
            name = (unsigned)t->tm_wday < 7 ? days[t->tm_wday] : "?";
            put(o, name, *f == 'A' ? strlen(name) : strnlen(name, 3));
            break;
        case 'b':
        case 'h':
        case 'B':
            name = (unsigned)t->tm_mon < 12 ? months[t->tm_mon] : "?";
            put(o, name, *f == 'B' ? strlen(name) : strnlen(name, 3));
            break;
        case 'c': format(o, "%a %b %e %H:%M:%S %Y", t); break;
        case 'C': number(o, (t->tm_year + 1900) / 100, 2, '0'); break;
        case 'd': number(o, t->tm_mday, 2, '0'); break;
        case 'D':
        case 'x': format(o, "%m/%d/%y", t); break;
        case 'e': number(o, t->tm_mday, 2, ' '); break;
        case 'F': format(o, "%Y-%m-%d", t); break;
        case 'g':
            iso_week(t, &year);
            number(o, year % 100, 2, '0');
            break;
        case 'G':
            iso_week(t, &year);
            number(o, year, 1, '0');
            break;
        case 'H': number(o, t->tm_hour, 2, '0'); break;
        case 'I': number(o, hour, 2, '0'); break;
        case 'j': number(o, t->tm_yday + 1, 3, '0'); break;
        case 'k': number(o, t->tm_hour, 2, ' '); break;
        case 'l': number(o, hour, 2, ' '); break;
        case 'm': number(o, t->tm_mon + 1, 2, '0'); break;
        case 'M': number(o, t->tm_min, 2, '0'); break;
        case 'n': put(o, "\n", 1); break;
        case 'p': put(o, t->tm_hour < 12 ? "AM" : "PM", 2); break;
        case 'P': put(o, t->tm_hour < 12 ? "am" : "pm", 2); break;
        case 'r': format(o, "%I:%M:%S %p", t); break;
        case 'R': format(o, "%H:%M", t); break;
        case 's': {
            struct tm copy = *t;
            number(o, timegm(&copy), 1, '0');
            break;
        }
        case 'S': number(o, t->tm_sec, 2, '0'); break;
        case 't': put(o, "\t", 1); break;
        case 'T':
        case 'X': format(o, "%H:%M:%S", t); break;
        case 'u': number(o, t->tm_wday ? t->tm_wday : 7, 1, '0'); break;
        case 'U': number(o, (t->tm_yday + 7 - t->tm_wday) / 7, 2, '0'); break;
        case 'V':
            week = iso_week(t, &year);
            number(o, week, 2, '0');
            break;
        case 'w': number(o, t->tm_wday, 1, '0'); break;
        case 'W': number(o, (t->tm_yday + 7 - (t->tm_wday + 6) % 7) / 7, 2, '0'); break;
        case 'y': number(o, ((t->tm_year + 1900) % 100 + 100) % 100, 2, '0'); break;
        case 'Y': number(o, t->tm_year + 1900L, 1, '0'); break;
        case 'z': put(o, "+0000", 5); break;
        case 'Z': put(o, t->tm_zone ? t->tm_zone : "UTC", strlen(t->tm_zone ? t->tm_zone : "UTC")); break;
        case '%': put(o, "%", 1); break;
        default:
            put(o, "%", 1);
            f--;
        }
    }
}

size_t strftime(char *to, size_t size, const char *text, const struct tm *parts) {
    struct out o;
    o.to = to;
    o.n = 0;
    o.size = size;
    format(&o, text, parts);
    if (o.n >= size) return 0;
    to[o.n] = 0;
    return o.n;
}
