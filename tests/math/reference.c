/* Examines results of <math.h> beside those of the GNU C library. Behind the table of the functions and that of their
   references.

   Input: records of a function's arguments, result and errno. Output: for the functions that are close, the greatest
   error in units of the last place and where; the number of results that are wrong, and the first of them. */

struct record {
    double x, y, result;
    long long error;
};

static unsigned long long bits(double x) {
    unsigned long long b;
    memcpy(&b, &x, 8);
    return b;
}

/* A unit in the last place of a double, or float, near r. */
static long double unit(long double r, int is_float) {
    int e, least = is_float ? -126 : -1022, most = is_float ? 127 : 1023;
    if (r == 0) e = least;
    else frexpl(r, &e), e--;
    e = e < least ? least : e > most ? most : e;
    return ldexpl(1, e - (is_float ? 23 : 52));
}

static void examine(int number, const struct record *r, long double *greatest, struct record *where, long *wrong) {
    const struct reference *reference = &references[number];
    double x = reference->is_float ? (float)r->x : r->x, y = reference->is_float ? (float)r->y : r->y, expected;
    int error, same;
    errno = 0;
    expected = cases[number](r->x, r->y);
    error = errno;
    same = expected != expected ? r->result != r->result : bits(expected) == bits(r->result);
    /* errno is glibc's. It is unsure of what is too small, though: the functions of float report some results that are
       not zero. */
    if (error != r->error && !(reference->is_float && fabs(expected) < 1e-37)) same = -1;
    if (reference->wide && same >= 0 && expected == expected && r->result == r->result) {
        long double wide = reference->wide(x, y), u = unit(wide, reference->is_float);
        long double distance = fabsl(r->result - wide) / u;
        /* An infinity is what numbers from half a unit above the largest one on are rounded to. */
        if (isinf(r->result) || isinf(wide)) {
            same = r->result == (reference->is_float ? (float)wide : (double)wide);
            distance = 0;
        } else if (distance > *greatest * 0.99L) {
            __float128 d = r->result - reference->quad(x, y);
            distance = (d < 0 ? -d : d) / u;
            if (distance > *greatest) {
                *greatest = distance;
                *where = *r;
            }
        }
        if (distance > 0 || r->result - r->result == 0) same = distance <= 1;
    }
    if (same != 1 && ++*wrong <= 5) {
        fprintf(stderr, "  of %a and %a: %a, errno %lld, but it is %a, errno %d\n", r->x, r->y, r->result, r->error,
                expected, error);
    }
}

int main(int count, char **arguments) {
    static struct record records[4096];
    struct record where = { 0 };
    long double greatest = 0;
    long wrong = 0;
    size_t n, i;
    int number = count > 1 ? atoi(arguments[1]) : 0;
    while ((n = fread(records, sizeof *records, 4096, stdin)) > 0)
        for (i = 0; i < n; i++) examine(number, &records[i], &greatest, &where, &wrong);
    printf("%.4Lf %a %a %ld\n", greatest, where.x, where.y, wrong);
    return 0;
}
